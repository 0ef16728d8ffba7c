package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;

/**
 * Public data as their publishers give them, with their dirt: read and learnt to what small
 * networks are known to reach. The files are not part of the project; where the folder {@code
 * ../shared/data} is absent these tests are skipped.
 */
class RealDataTest {
  @TempDir Path folder;

  private static Path data(String file) {
    Path path = Examples.repository().resolveSibling("shared/data").resolve(file);
    assumeTrue(Files.isReadable(path), () -> "skipped: there is no " + path);
    return path;
  }

  private Path configuration(String text, Object... values) throws IOException {
    return Files.writeString(folder.resolve("configuration.yaml"), text.formatted(values));
  }

  /** Categories, numbers and missing cells; spaces behind commas, an empty line at the end. */
  @Test
  void adult() throws IOException {
    Path configuration =
        configuration(
            """
            data:
              source:
                csv:
                  path: %s
                  header: false
                  columns: [age, workclass, weight, education, years, marital, occupation,
                    relationship, race, sex, gain, loss, hours, country, income]
              label: income
              ignore: [weight]
              missing: {values: ["?", ""], rule: mean}
              encode:
                standardize: all
                one-hot: [workclass, education, marital, occupation, relationship, race, sex, country]
              split: {test: 0.2, seed: 3}
            network:
              layers: [{dense: {units: 32, activation: relu}}, {dense: {units: 2}}]
              loss: softmax-cross-entropy
            training: {batch-size: 256, epochs: 6, shards: 4, update-rule: {adam: {learning-rate: 0.003}}}
            """,
            data("adult/adult-train.csv.gz"));
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult result = Trainer.fromFile(configuration).train(spark);
          Evaluation test = result.test().orElseThrow();
          assertEquals(List.of("<=50K", ">50K"), result.model().classes());
          assertEquals(6_512, test.rows(), 400, "a fifth of 32,561");
          assertTrue(test.measures().get("accuracy") > 0.84, test.measures()::toString);
          assertTrue(test.measures().get("auc") > 0.89, test.measures()::toString);
          return null;
        });
  }

  /** Three classes of which one has 93% of the rows; every line ends with a comma. */
  @Test
  void thyroid() throws IOException {
    StringBuilder columns = new StringBuilder("[");
    for (int i = 1; i <= 21; i++) {
      columns.append("c").append(i).append(", ");
    }
    columns.append("diagnosis, nothing]");
    Path configuration =
        configuration(
            """
            data:
              source: {csv: {path: %s, header: false, columns: %s}}
              label: diagnosis
              ignore: [nothing]
              encode: {standardize: all}
            network:
              layers: [{dense: {units: 32, activation: tanh}}, {dense: {units: 3}}]
              loss: softmax-cross-entropy
            training: {batch-size: 64, epochs: 40, shards: 2, update-rule: {adam: {learning-rate: 0.01}}}
            """,
            data("thyroid/ann-train.data.gz"), columns);
    String testFile = data("thyroid/ann-test.data.gz").toString();
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult result = Trainer.fromFile(configuration).train(spark);
          Dataset<Row> test = spark.read().csv(testFile);
          for (int i = 0; i < 23; i++) {
            String name = i < 21 ? "c" + (i + 1) : i == 21 ? "diagnosis" : "nothing";
            test = test.withColumnRenamed("_c" + i, name);
          }
          Evaluation evaluation = result.model().evaluate(test);
          assertEquals(3_428, evaluation.rows());
          // Always answering class 3 gives 0.927.
          assertTrue(evaluation.measures().get("accuracy") > 0.97, evaluation.measures()::toString);
          return null;
        });
  }

  /** Numbers to be predicted, from numbers of which some are missing and one category. */
  @Test
  void californiaHousing() throws IOException {
    String file = data("california-housing/california-housing.csv.gz").toString();
    Path configuration =
        configuration(
            """
            data:
              label: value
              ignore: [median_house_value]
              missing: {rule: mean}
              encode: {standardize: all, one-hot: [ocean_proximity]}
              split: {test: 0.2, seed: 3}
            network:
              layers:
                - dense: {units: 64, activation: relu}
                - dense: {units: 64, activation: relu}
                - dense: {units: 1}
              loss: mean-squared-error
            training: {batch-size: 128, epochs: 30, shards: 4, update-rule: {adam: {learning-rate: 0.003}}}
            """);
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> table =
              spark
                  .read()
                  .option("header", true)
                  .csv(file)
                  .withColumn(
                      "value", functions.expr("cast(median_house_value as double) / 100000"));
          Map<String, Double> measures =
              Trainer.fromFile(configuration)
                  .on(table)
                  .train(spark)
                  .test()
                  .orElseThrow()
                  .measures();
          // In units of 100,000 dollars.
          assertTrue(Math.sqrt(measures.get("mean-squared-error")) < 0.60, measures::toString);
          assertTrue(measures.get("r2") > 0.70, measures::toString);
          return null;
        });
  }
}
