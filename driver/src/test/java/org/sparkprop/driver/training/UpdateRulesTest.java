package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;

/** Every update rule, and all that composes with one, in whole runs. */
class UpdateRulesTest {
  private static final List<String> CHAIN =
      List.of(
          "training.update-rule={nadam: {learning-rate: %s}}"
              .formatted("{warm-up: {epochs: 0.5, then: {cosine: {initial: 0.01}}}}"),
          "training.accumulate-rounds=2",
          "training.penalty={l1: 1e-5, l2: 1e-4}",
          "training.clip={norm: 1, value: 0.5}",
          "training.weight-decay=0.01",
          "training.layer-rates={0.bias: 0.5, 2: 2}",
          "training.max-norm=2",
          "training.weight-average=0.9",
          "training.reduce-on-plateau={measure: train-loss, patience: 1}",
          "training.early-stopping.patience=3");

  private static final List<String> FIRST_ORDER =
      List.of(
          "gradient-descent",
          "momentum",
          "nesterov",
          "adagrad",
          "adadelta",
          "rmsprop",
          "adam",
          "amsgrad",
          "adamw",
          "nadam",
          "lion",
          "lars",
          "lamb");

  /** What to override for each run, by a name. */
  private static Map<String, List<String>> runs() {
    Map<String, List<String>> runs = new LinkedHashMap<>();
    for (String rule : FIRST_ORDER) {
      runs.put(rule, List.of("training.update-rule=" + rule, "training.batch-size=400"));
    }
    for (String form : List.of("rprop-plus", "rprop-minus", "irprop-plus", "irprop-minus")) {
      runs.put(
          form,
          List.of(
              "training.update-rule={rprop: {form: %s}}".formatted(form),
              "training.batch-size=full",
              "training.epochs=8"));
    }
    runs.put(
        "l-bfgs",
        List.of(
            "training.update-rule=l-bfgs",
            "network.layers=[{dense: {units: 16, activation: relu}}, {dense: {units: 10}}]",
            "training.batch-size=full"));
    runs.put("matrix", levenbergMarquardt("{}"));
    runs.put("products", levenbergMarquardt("{matrix-up-to: 0, most-products: 3}"));
    for (String form : List.of("matrix", "products")) {
      List<String> byJobs = new ArrayList<>(runs.get(form));
      byJobs.add("training.rounds=job");
      runs.put(form + " by jobs", byJobs);
    }
    List<String> chain = new ArrayList<>(CHAIN);
    chain.add("training.batch-size=400");
    runs.put("chain", chain);
    chain = new ArrayList<>(chain);
    chain.add("training.rounds=job");
    runs.put("chain by jobs", chain);
    return runs;
  }

  private static List<String> levenbergMarquardt(String settings) {
    return List.of(
        "training.update-rule={levenberg-marquardt: %s}".formatted(settings),
        "network.layers=[{dense: {units: 4, activation: tanh}}, {dense: {units: 10}}]",
        "training.batch-size=full",
        "training.precision=float64",
        "training.epochs=6");
  }

  private static FlatVector weights(SparkSession spark, List<String> overrides) {
    List<String> all = new ArrayList<>(List.of("training.epochs=2", "training.shards=3"));
    all.addAll(overrides);
    return Trainer.fromFile(Examples.digits(), all.toArray(String[]::new))
        .train(spark)
        .model()
        .weights();
  }

  private static Map<String, FlatVector> weights(int slots) {
    return LocalSpark.with(
        slots,
        spark -> {
          Map<String, FlatVector> weights = new LinkedHashMap<>();
          runs().forEach((name, overrides) -> weights.put(name, weights(spark, overrides)));
          return weights;
        });
  }

  @Test
  void sameBitsWhateverTheNumberOfSlots() {
    Map<String, FlatVector> one = weights(1);
    weights(2).forEach((name, weights) -> assertEquals(one.get(name), weights, name));
    assertEquals(one.get("chain"), one.get("chain by jobs"));
    assertEquals(one.get("matrix"), one.get("matrix by jobs"));
    assertEquals(one.get("products"), one.get("products by jobs"));
    Map<FlatVector, String> names = new HashMap<>();
    one.keySet().removeIf(name -> name.endsWith("by jobs"));
    one.forEach((name, weights) -> assertNull(names.put(weights, name), name));
  }

  private static List<TrainingEvent> train(SparkSession spark, String... overrides) {
    List<TrainingEvent> events = new ArrayList<>();
    Trainer.fromFile(Examples.digits(), overrides).listener(events::add).train(spark);
    return events;
  }

  @Test
  void stopsEarlyWithTheBestWeights() {
    LocalSpark.with(
        2,
        spark -> {
          // Rates at which the loss rises before long.
          List<TrainingEvent> events = new ArrayList<>();
          TrainingResult result =
              Trainer.fromFile(
                      Examples.digits(),
                      "training.update-rule.adam.learning-rate=0.05",
                      "training.epochs=40",
                      "training.early-stopping={patience: 3}")
                  .listener(events::add)
                  .train(spark);
          assertEquals(EndReason.EARLY_STOPPED, result.reason());
          TrainingEvent.Ended ended = (TrainingEvent.Ended) events.get(events.size() - 1);
          long best = ended.bestEpoch().getAsLong();
          List<Double> losses = new ArrayList<>();
          for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.EpochEnded epoch) {
              losses.add(epoch.validation().get("loss"));
            }
          }
          assertEquals(best + 3, losses.size());
          double least = losses.stream().min(Double::compare).orElseThrow();
          assertEquals(least, losses.get((int) best - 1));
          // As many epochs as the best one has, and no more, give the same weights.
          FlatVector expected =
              Trainer.fromFile(
                      Examples.digits(),
                      "training.update-rule.adam.learning-rate=0.05",
                      "training.epochs=" + best)
                  .train(spark)
                  .model()
                  .weights();
          assertEquals(expected, result.model().weights());
          return null;
        });
  }

  @Test
  void limitedMemoryBfgsKeepsTheAcceptedPoint() {
    LocalSpark.with(
        2,
        spark -> {
          List<TrainingEvent> events =
              train(
                  spark,
                  "training.update-rule=l-bfgs",
                  "training.batch-size=full",
                  "training.epochs=30",
                  "training.penalty.l2=1e-4",
                  "network.layers=[{dense: {units: 16, activation: tanh}}, {dense: {units: 10}}]");
          double before = Double.POSITIVE_INFINITY;
          double first = Double.NaN;
          for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.RoundEnded round) {
              double accepted = round.figures().get("accepted-loss");
              assertTrue(accepted <= before, "round " + round.round());
              first = round.round() == 1 ? accepted : first;
              before = accepted;
              assertTrue(round.figures().get("penalty") > 0);
            }
          }
          assertTrue(before < first / 5, first + " to " + before);
          return null;
        });
  }

  @Test
  void theAverageIsTheModel() {
    LocalSpark.with(
        1,
        spark -> {
          FlatVector plain = weights(spark, List.of("training.batch-size=400"));
          FlatVector average =
              weights(spark, List.of("training.batch-size=400", "training.weight-average=0.9"));
          assertNotEquals(plain, average);
          return null;
        });
  }
}
