package org.sparkprop.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingResult;

/** A Spark program that trains on a table of its own, as the README shows it. */
class ProgramTest {
  @TempDir Path folder;

  private static Dataset<Row> table(SparkSession spark) {
    String csv = Examples.digits().resolveSibling("optical-digits.csv").toString();
    return spark.read().option("header", true).option("inferSchema", true).csv(csv);
  }

  @Test
  void trainsOnATableSavesLoadsAndPredicts() {
    LocalSpark.with(2, this::program);
  }

  private Void program(SparkSession spark) {
    Dataset<Row> table = table(spark);
    long[] rounds = new long[1];
    TrainingResult result =
        Trainer.fromFile(Examples.digits(), "training.epochs=15")
            .on(table)
            .listener(
                event -> {
                  if (event instanceof TrainingEvent.RoundEnded round) {
                    rounds[0] = round.round();
                  }
                })
            .train(spark);
    assertTrue(result.test().get().measures().get("accuracy") > 0.9);
    assertEquals(15 * 10, rounds[0]);

    String modelFolder = folder.resolve("model").toString();
    try {
      result.model().save(spark, modelFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TrainedModel model = TrainedModel.load(spark, modelFolder);
    assertEquals(result.model().weights(), model.weights());

    Dataset<Row> predicted = model.predict(table.withColumn("id", functions.lit("kept")));
    assertEquals(table.count(), predicted.filter("id = 'kept'").count());
    long right = predicted.filter("cast(digit as string) = prediction").count();
    Evaluation evaluation = model.evaluate(table);
    assertEquals(evaluation.measures().get("accuracy"), (double) right / table.count(), 1e-12);
    double sum =
        predicted
            .selectExpr("aggregate(probability, 0D, (a, b) -> a + b) as s")
            .agg(functions.max(functions.abs(functions.col("s").minus(1))))
            .head()
            .getDouble(0);
    assertEquals(0, sum, 1e-9);
    return null;
  }
}
