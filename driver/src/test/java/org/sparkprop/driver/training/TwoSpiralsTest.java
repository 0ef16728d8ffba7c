package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;

/** Two spirals of three turns: Rprop tells them apart where plain gradient descent does not. */
class TwoSpiralsTest {
  private static double accuracy(SparkSession spark, String... overrides) {
    Path file = Examples.digits().resolve("../../two-spirals/two-spirals.yaml").normalize();
    Dataset<Row> rows =
        spark.read().option("header", true).csv(file.resolveSibling("two-spirals.csv").toString());
    return Trainer.fromFile(file, overrides)
        .train(spark)
        .model()
        .evaluate(rows)
        .measures()
        .get("accuracy");
  }

  @Test
  void rpropSolvesThem() {
    LocalSpark.with(
        2,
        spark -> {
          double byRprop = accuracy(spark);
          double byGradientDescent = accuracy(spark, "training.update-rule=gradient-descent");
          assertTrue(byRprop >= 0.99, () -> "Rprop: " + byRprop);
          assertTrue(byGradientDescent < 0.75, () -> "gradient descent: " + byGradientDescent);
          return null;
        });
  }
}
