package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;

/** Whole runs with gradients that are not sent whole, and with local steps. */
class CompressedTrainingTest {
  private static final List<String> COMPRESSIONS =
      List.of(
          "training.gradient-compression=bfloat16",
          "training.gradient-compression=float16",
          "training.gradient-compression={top-k: {share: 0.01}}",
          "training.gradient-compression={threshold: {threshold: 0.02}}",
          "training.local-steps={steps: 4, learning-rate: 0.1}");

  private static TrainingResult train(SparkSession spark, String... overrides) {
    List<String> warnings = new ArrayList<>();
    TrainingResult result =
        Trainer.fromFile(Examples.digits(), overrides)
            .listener(
                event -> {
                  if (event instanceof TrainingEvent.Warned warned) {
                    warnings.add(warned.warning());
                  }
                })
            .train(spark);
    assertEquals(List.of(), warnings, "no residual is lost without a loss");
    return result;
  }

  /** Shards in one task, in two, in a task each, by either engine: the same bits. */
  @Test
  void sameBitsWhateverTheGroupsAndTheEngine() {
    Map<String, Set<FlatVector>> weights = new HashMap<>();
    for (int slots : new int[] {1, 2, 3, 8}) {
      LocalSpark.with(
          slots,
          spark -> {
            for (String compression : COMPRESSIONS) {
              String rounds = slots % 2 == 0 ? "job" : "standing";
              weights
                  .computeIfAbsent(compression, key -> new HashSet<>())
                  .add(
                      train(spark, compression, "training.epochs=3", "training.rounds=" + rounds)
                          .model()
                          .weights());
            }
            return null;
          });
    }
    Set<FlatVector> distinct = new HashSet<>();
    weights.forEach(
        (compression, found) -> {
          assertEquals(1, found.size(), compression);
          distinct.addAll(found);
        });
    assertEquals(COMPRESSIONS.size(), distinct.size(), "each does something");
  }

  /** Within two in a hundred of what the same run reaches with whole gradients. */
  @Test
  void learnsAsWell() {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    LocalSpark.with(
        2,
        spark -> {
          for (String compression : COMPRESSIONS) {
            accuracies.put(compression, accuracy(spark, compression));
          }
          accuracies.put("none", accuracy(spark, "training.gradient-compression=none"));
          return null;
        });
    double plain = accuracies.get("none");
    assertTrue(plain > 0.96, accuracies::toString);
    accuracies.forEach(
        (compression, accuracy) -> assertTrue(accuracy > plain - 0.02, accuracies::toString));
  }

  private static double accuracy(SparkSession spark, String compression) {
    return train(spark, compression, "training.epochs=30")
        .test()
        .orElseThrow()
        .measures()
        .get("accuracy");
  }
}
