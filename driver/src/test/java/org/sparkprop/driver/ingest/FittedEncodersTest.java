package org.sparkprop.driver.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;

/** Encoders of every kind, fitted on Spark. */
class FittedEncodersTest {
  private static final String ALL_KINDS =
      """
      name: encoders
      data:
        source: {table: given}
        label: y
        encode:
          standardize: all
          min-max: [b]
          log: [b, c]
          quantile: [d]
          one-hot: e
          hash: {f: 5}
          target-mean: h
          date: [g]
        missing: {rule: mean, indicator: true}
        split: {test: 0.1}
      network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
      training: {epochs: 2, batch-size: 4000, shards: 3}
      """;

  private static final StructType SCHEMA =
      new StructType()
          .add("a", DataTypes.DoubleType)
          .add("b", DataTypes.DoubleType)
          .add("c", DataTypes.IntegerType)
          .add("d", DataTypes.DoubleType)
          .add("e", DataTypes.StringType)
          .add("f", DataTypes.StringType)
          .add("g", DataTypes.TimestampType)
          .add("h", DataTypes.StringType)
          .add("y", DataTypes.DoubleType);

  @TempDir Path folder;

  /** More rows than a sample takes, a third of them copies of one. */
  private static Dataset<Row> rows(SparkSession spark) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 24_000; i++) {
      SplittableRandom of = i % 3 == 0 ? new SplittableRandom(0) : random;
      rows.add(
          RowFactory.create(
              of.nextInt(9) == 0 ? null : of.nextDouble() - 3,
              Math.exp(9 * of.nextDouble()),
              of.nextInt(100) - 40,
              i % 3 == 0 ? 0.0 : 1 + of.nextDouble(),
              "kind" + of.nextInt(4),
              "name" + of.nextInt(),
              Timestamp.from(Instant.ofEpochSecond(of.nextInt(1_000_000_000))),
              "town" + of.nextInt(900),
              of.nextDouble()));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }

  private Trainer trainer(String yaml) {
    try {
      return Trainer.fromFile(Files.writeString(folder.resolve("encoders.yaml"), yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TrainedModel trained(int slots, UnaryOperator<Dataset<Row>> arrangement) {
    return LocalSpark.with(
        slots, spark -> trainer(ALL_KINDS).on(arrangement.apply(rows(spark))).train(spark).model());
  }

  @Test
  void sameEncoderWhateverThePartitions() {
    TrainedModel one = trained(1, table -> table.coalesce(1));
    TrainedModel seven = trained(2, table -> table.repartition(7));
    assertEquals(one.description().encoder(), seven.description().encoder());
    assertEquals(one.weights(), seven.weights());
    TrainedModel sorted = trained(3, table -> table.orderBy(functions.col("d").desc()));
    assertEquals(one.description().encoder(), sorted.description().encoder());
    assertEquals(one.weights(), sorted.weights());
    // a and its indicator, b, c, d, four kinds, five buckets, seven parts of a moment, h.
    assertEquals(2 + 1 + 1 + 1 + 4 + 5 + 7 + 1, one.description().encoder().width());
  }

  /** A third of the rows have 0, the others a number between 1 and 2, evenly. */
  @Test
  void aSampleTakesCopiesOfRowsForWhatTheyAre() {
    Encoder encoder =
        LocalSpark.with(
            2,
            spark ->
                trainer(
                        """
                        name: quantiles
                        data:
                          source: {table: given}
                          features: d
                          label: y
                          encode: {quantile: d}
                        network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
                        training: {epochs: 1, batch-size: full, shards: 1}
                        """)
                    .on(rows(spark).select("d", "y"))
                    .train(spark)
                    .model()
                    .description()
                    .encoder());
    double[] shares = new double[4];
    double[] values = {0, 1, 1.5, 2.1};
    double[] number = new double[1];
    for (int i = 0; i < values.length; i++) {
      encoder.encode(
          new RawRow(new double[] {values[i]}, new String[0], null, new double[1], 1), number);
      shares[i] = number[0];
    }
    // Five standard deviations of a share in a sample of 10,000, and half a step of 1/100.
    assertEquals(1 / 6.0, shares[0], 0.03);
    assertEquals(1 / 3.0, shares[1], 0.03);
    assertEquals(2 / 3.0, shares[2], 0.03);
    assertEquals(1, shares[3]);
  }

  @Test
  void aModelReadAgainPredictsTheSameAndLendsItsEncoder() {
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> rows = rows(spark).limit(500);
          TrainedModel model =
              trainer(ALL_KINDS.replace("4000", "100")).on(rows).train(spark).model();
          String path = folder.resolve("model").toString();
          List<Row> before = ReadAgain.same(spark, model, path, rows.drop("y"));
          TrainedModel kept =
              trainer(
                      ALL_KINDS
                          .replace("4000", "100, start-from: {model: \"%s\"}".formatted(path))
                          .replace(", indicator: true", "")
                          .replaceAll("(?s) encode:.* missing", " missing"))
                  .on(rows)
                  .train(spark)
                  .model();
          assertEquals(model.description().encoder(), kept.description().encoder());
          double first = before.get(1).getAs("prediction");
          assertNotEquals(first, before.get(2).<Double>getAs("prediction"), 1e-9);
          return null;
        });
  }

  /**
   * Each row has a town of its own and a label that nothing tells: by its own label a training row
   * would be predicted all but exactly.
   */
  @Test
  void aTrainingRowDoesNotSeeItsOwnLabel() {
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> rows =
              spark.range(2000).selectExpr("'town' || id as town", "hash(id) % 2 as y");
          rows.createOrReplaceTempView("towns");
          TrainingResult result =
              trainer(
                      """
                      name: towns
                      data:
                        source: {table: given}
                        test: {table: towns}
                        label: y
                        encode: {target-mean: town}
                      network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
                      training:
                        epochs: 200
                        batch-size: full
                        shards: 2
                        update-rule: {adam: {learning-rate: 0.1}}
                      """)
                  .on(rows)
                  .train(spark);
          double loss = result.model().evaluate(rows).measures().get("loss");
          double variance = variance(rows);
          assertTrue(loss > 0.9 * variance, loss + " beside " + variance);
          // The same rows as a test source of their own are encoded as in prediction.
          assertEquals(
              loss, result.test().orElseThrow().measures().get("loss"), 1e-6 * loss, "test rows");
          return null;
        });
  }

  private static double variance(Dataset<Row> rows) {
    return rows.selectExpr("var_pop(y)").first().getDouble(0);
  }

  /** Texts, days and moments, in a session far from UTC. */
  @Test
  void datesAreTheSameWhateverTheyAreReadFrom() {
    LocalSpark.with(
        2,
        spark -> {
          spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
          Dataset<Row> texts =
              spark
                  .range(60)
                  .selectExpr(
                      "date_format(timestamp_ntz'2023-11-30 01:30:00' + make_dt_interval(id * 9,"
                          + " id), \"yyyy-MM-dd'T'HH:mm:ss\") as moment",
                      "cast(id as double) as y");
          FlatVector expected = weightsOfDates(spark, texts);
          assertEquals(
              expected,
              weightsOfDates(
                  spark, texts.selectExpr("cast(moment || 'Z' as timestamp) as moment", "y")));
          Dataset<Row> days = texts.selectExpr("substr(moment, 1, 10) as moment", "y");
          FlatVector ofDays = weightsOfDates(spark, days);
          assertNotEquals(expected, ofDays);
          assertEquals(
              ofDays,
              weightsOfDates(spark, days.selectExpr("cast(moment as date) as moment", "y")));
          assertTrue(ofDays.length() < expected.length(), "no hour");
          return null;
        });
  }

  private FlatVector weightsOfDates(SparkSession spark, Dataset<Row> table) {
    return trainer(
            """
            name: dates
            data: {source: {table: given}, label: y, encode: {date: moment}}
            network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
            training: {epochs: 2, batch-size: 20, shards: 2}
            """)
        .on(table)
        .train(spark)
        .model()
        .weights();
  }
}
