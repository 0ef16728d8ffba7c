package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.augmentation.Augmentations;
import org.sparkprop.common.compression.TopK;
import org.sparkprop.common.gradient.LocalSteps;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.ingest.RunData;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundPlan;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.shard.Part;

/** What a round's tasks carry stays small, however many parameters and classes there are. */
class RoundClosureTest {
  private static final int MOST_BYTES = 100_000;

  private static int serializedBytes(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }

  private static int closureBytes(SparkSession spark, int hiddenUnits) {
    RunConfiguration configuration =
        ConfigurationFile.load(
            Examples.digits(),
            List.of(
                "network.layers=[{dense: {units: %d, activation: relu}}, {dense: {units: 10}}]"
                    .formatted(hiddenUnits)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    PreparedSource source =
        PreparedSource.forTraining(
            configuration.data().source().get().open(spark),
            configuration.data(),
            configuration.network().loss().targetKind());
    try (RunData data =
        RunData.ingest(
            context,
            "closure",
            source,
            configuration,
            configuration.network().loss().targetKind())) {
      Network network = new Network(data.encoder().inputShape(), configuration.network());
      ShardGroups shards = data.part(Part.TRAINING);
      RoundPlan plan = new RoundPlan(data.rows(Part.TRAINING), shards.plan().shards(), 128);
      NetworkSource networkSource =
          new NetworkSource(network, configuration.training().precision());
      JobRoundEngine engine =
          new JobRoundEngine(
              context,
              shards,
              "closure",
              new GradientTask(
                  "closure",
                  networkSource,
                  plan,
                  1,
                  Augmentations.NONE,
                  new TopK(0.01),
                  LocalSteps.NONE),
              new ShardEvaluator(
                  context,
                  "closure",
                  network,
                  new EvaluationTask("closure", networkSource),
                  data.part(Part.VALIDATION)),
              1);
      FlatVector weights = network.initialWeights(configuration.training().precision(), 1);
      assertEquals(hiddenUnits * 75L + 10, weights.length());
      JavaRDD<RoundReport> reports = engine.reports(weights, Round.of(1, plan.roundsPerEpoch()));
      int bytes = serializedBytes(reports.rdd());
      for (Partition partition : reports.partitions()) {
        bytes = Math.max(bytes, serializedBytes(partition));
      }
      engine.close();
      return bytes;
    }
  }

  @Test
  void aTaskStaysBelow100KilobytesWhateverTheNetwork() {
    LocalSpark.with(
        2,
        spark -> {
          int small = closureBytes(spark, 8);
          int large = closureBytes(spark, 100_000);
          assertTrue(small > 1_000, "a closure of " + small + " bytes holds nothing");
          assertTrue(large < MOST_BYTES, "7.5 million parameters: " + large + " bytes");
          assertTrue(large - small < 100, small + " bytes of a small network, " + large);
          return null;
        });
  }
}
