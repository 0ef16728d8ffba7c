package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.checkpoint.CheckpointStore;

/** Runs on Spark that end in the middle of an epoch and go on elsewhere, to the same bits. */
class ResumeTest {
  private static final int ENDS_AFTER = 6;

  @TempDir Path folder;

  /** Some four rounds an epoch, or one. */
  private static Map<String, List<String>> runs() {
    Map<String, List<String>> runs = new LinkedHashMap<>();
    runs.put("adam", List.of("training.batch-size=400"));
    runs.put(
        "running averages, and all that joins a rule",
        List.of(
            "training.batch-size=400",
            "network.layers=[{dense: {units: 16}}, batch-normalization, {dense: {units: 10}}]",
            "training.update-rule={momentum: {learning-rate: {one-cycle: {peak: 0.1}}}}",
            "training.accumulate-rounds=4",
            "training.weight-average=0.9",
            "training.reduce-on-plateau={patience: 0}",
            "training.early-stopping={patience: 2}"));
    String small = "network.layers=[{dense: {units: 4, activation: tanh}}, {dense: {units: 10}}]";
    runs.put(
        "l-bfgs",
        List.of(
            "training.update-rule=l-bfgs",
            "training.batch-size=full",
            small,
            "training.epochs=10"));
    runs.put(
        "levenberg-marquardt",
        List.of(
            "training.update-rule={levenberg-marquardt: {matrix-up-to: 0, most-products: 3}}",
            "training.batch-size=full",
            small,
            "training.epochs=10"));
    return runs;
  }

  private static Trainer trainer(List<String> settings, String... more) {
    List<String> all = new ArrayList<>(List.of("training.epochs=3"));
    all.addAll(settings);
    all.addAll(List.of(more));
    return Trainer.fromFile(Examples.digits(), all.toArray(String[]::new));
  }

  private CheckpointStore store(SparkSession spark, String name) {
    try {
      return CheckpointStore.in(
          new org.apache.hadoop.fs.Path(folder.resolve(name).toString()),
          spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Double> losses(List<TrainingEvent> events) {
    List<Double> losses = new ArrayList<>();
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.EpochEnded epoch) {
        losses.add(epoch.trainLoss());
        losses.addAll(epoch.validation().values());
      }
    }
    return losses;
  }

  @Test
  void goesOnElsewhereToTheSameBits() {
    Map<String, FlatVector> undisturbed = new LinkedHashMap<>();
    Map<String, List<Double>> expected = new LinkedHashMap<>();
    Map<String, List<Double>> found = new LinkedHashMap<>();
    LocalSpark.with(
        2,
        spark -> {
          runs()
              .forEach(
                  (name, settings) -> {
                    List<TrainingEvent> events = new ArrayList<>();
                    TrainingResult whole = trainer(settings).listener(events::add).train(spark);
                    undisturbed.put(name, whole.model().weights());
                    expected.put(name, losses(events));
                    List<TrainingEvent> first = new ArrayList<>();
                    Trainer trainer = trainer(settings).checkpoints(store(spark, name));
                    trainer.listener(first::add).listener(event -> stop(event, trainer));
                    assertEquals(EndReason.STOPPED, trainer.train(spark).reason());
                    found.put(name, losses(first));
                  });
          return null;
        });
    LocalSpark.with(
        3,
        spark -> {
          runs()
              .forEach(
                  (name, settings) -> {
                    CheckpointStore store = store(spark, name);
                    List<TrainingEvent> second = new ArrayList<>();
                    FlatVector weights =
                        trainer(settings, "training.rounds=job")
                            .checkpoints(store)
                            .resume(newest(store).newest().orElseThrow(), newest(store).path())
                            .listener(second::add)
                            .train(spark)
                            .model()
                            .weights();
                    assertEquals(undisturbed.get(name), weights, name);
                    found.get(name).addAll(losses(second));
                    assertEquals(expected.get(name), found.get(name), name);
                    assertTrue(
                        second.get(1) instanceof TrainingEvent.Resumed resumed
                            && resumed.round() == ENDS_AFTER,
                        second.get(1)::toString);
                  });
          return null;
        });
  }

  private static CheckpointStore.Found newest(CheckpointStore store) {
    try {
      return store.newestWhole();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(TrainingEvent event, Trainer trainer) {
    if (event instanceof TrainingEvent.RoundEnded round && round.round() == ENDS_AFTER) {
      trainer.requestStop();
    }
  }

  @Test
  void aDivergingRunNamesWhereAndGoesBack() {
    List<TrainingEvent> events = new ArrayList<>();
    LocalSpark.with(
        2,
        spark ->
            trainer(
                    List.of(
                        "training.update-rule={gradient-descent: {learning-rate: 1e37}}",
                        "training.on-divergence={rollback: {learning-rate-factor: 1e-38}}",
                        "training.epochs=1"))
                .listener(events::add)
                .train(spark));
    List<TrainingEvent.RolledBack> back = new ArrayList<>();
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.RolledBack one) {
        back.add(one);
      }
    }
    assertEquals(1, back.size(), back::toString);
    assertEquals(2, back.get(0).diverged());
    String reason = back.get(0).reason();
    assertTrue(
        reason.matches(
            "round 2 .*shard \\d: the output of layer \\d .*, in rows 1 to 16 of its slice"),
        reason);
  }
}
