package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;

class ClassWeightsTest {
  @TempDir Path folder;

  @Test
  void allClassesTogetherWeighTheSame() {
    Map<String, Long> counts = Map.of("a", 10L, "b", 30L);
    assertArrayEquals(
        new double[] {2, 2.0 / 3}, ClassWeights.BALANCED.of(List.of("a", "b"), counts), 1e-15);
    assertEquals(0, ClassWeights.EQUAL.of(List.of("a", "b"), counts).length);
  }

  private TrainingResult train(SparkSession spark, String... overrides) {
    return Trainer.fromFile(folder.resolve("rare.yaml"), overrides).train(spark);
  }

  /** As the same weights in the loss; and test rows weigh one each. */
  @Test
  void equalsWeightsOfTheLoss() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 80; i++) {
      rows.append("%d,%d,%s%n".formatted(i % 13, i * i % 17, i % 8 == 0 ? "rare" : "often"));
    }
    Files.writeString(folder.resolve("rare.csv"), rows.toString());
    Files.writeString(
        folder.resolve("rare.yaml"),
        """
        name: rare
        data: {source: {csv: rare.csv}, test: {csv: rare.csv}, label: kind, encode: {scale: 0.1}}
        network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
        training: {epochs: 5, batch-size: 20, shards: 2, precision: float64}
        """);
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult balanced = train(spark, "data.class-weights=balanced");
          // Classes by name: 70 often and 10 rare of 80 rows.
          TrainingResult byLoss =
              train(
                  spark,
                  "network.loss={softmax-cross-entropy: {class-weights: [%s, 4]}}"
                      .formatted(80.0 / 140));
          assertArrayEquals(
              byLoss.model().weights().toDoubles(), balanced.model().weights().toDoubles(), 1e-6);
          double own = balanced.model().weights().get(0);
          assertTrue(Math.abs(own - train(spark).model().weights().get(0)) > 1e-3);
          CsvSource all =
              new CsvSource(
                  folder.resolve("rare.csv").toString(),
                  true,
                  List.of(),
                  ",",
                  "\"",
                  "\\",
                  "UTF-8",
                  false);
          assertEquals(
              balanced.model().evaluate(all.open(spark)).measures().get("loss"),
              balanced.test().orElseThrow().measures().get("loss"),
              1e-9);
          String message =
              assertThrows(
                      UserMistake.class,
                      () ->
                          train(
                              spark,
                              "data.label=b",
                              "data.ignore=kind",
                              "network={layers: [{dense: {units: 1}}], loss: mean-squared-error}",
                              "data.class-weights=balanced"))
                  .getMessage();
          assertTrue(message.contains("needs a label of classes"), message);
          return null;
        });
  }
}
