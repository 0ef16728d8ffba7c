package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.source.LibsvmSource;

/** Rows of mostly zeros, from the source to the model, beside the same rows with their zeros. */
class SparseRowsTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 2000;

  @TempDir Path folder;

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of two classes, each with columns that only it has among others. */
  private Path libsvm() {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      int kind = row % 2;
      text.append(kind == 0 ? "-1" : "+1");
      for (int column = 1 + random.nextInt(50);
          column < COLUMNS;
          column += 1 + random.nextInt(150)) {
        if (column % 5 > 1 || column % 5 == kind) {
          text.append(' ').append(column).append(':').append(random.nextInt(1, 9) / 4.0);
        }
      }
      text.append('\n');
    }
    return write("rows.svm", text.toString());
  }

  private Trainer trainer(Path data, String... overrides) {
    Path yaml =
        write(
            "sparse.yaml",
            """
            name: sparse
            data: {source: {libsvm: {path: "%s", columns: %d}}, label: label, split: {test: 0.2}}
            network: {layers: [{dense: {units: 8, activation: relu}}, {dense: {units: 2}}], loss: softmax-cross-entropy}
            training: {epochs: 6, batch-size: 50, shards: 3, update-rule: {adam: {learning-rate: 0.01}}}
            """
                .formatted(data, COLUMNS));
    return Trainer.fromFile(yaml, overrides);
  }

  private static double accuracy(TrainingResult result, Dataset<Row> table) {
    return result.model().evaluate(table).measures().get("accuracy");
  }

  @Test
  void learnAsDenseOnesDo() {
    Path data = libsvm();
    LocalSpark.with(
        2,
        spark -> {
          List<Double> sparse = losses(spark, trainer(data));
          List<Double> dense = losses(spark, trainer(data, "data.row-form=dense"));
          assertEquals(sparse.size(), dense.size());
          for (int round = 0; round < sparse.size(); round++) {
            assertEquals(dense.get(round), sparse.get(round), 1e-5, "loss of round " + round);
          }
          assertTrue(sparse.get(sparse.size() - 1) < sparse.get(0) / 2, sparse.toString());
          return null;
        });
  }

  private static List<Double> losses(SparkSession spark, Trainer trainer) {
    List<Double> losses = new ArrayList<>();
    trainer
        .listener(
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                losses.add(round.loss());
              }
            })
        .train(spark);
    return losses;
  }

  @Test
  void sameBitsOnAnySlotsByEitherEngineAndInAnyOrder() {
    Path data = libsvm();
    TrainingResult one = LocalSpark.with(1, spark -> trainer(data).train(spark));
    TrainingResult job =
        LocalSpark.with(3, spark -> trainer(data, "training.rounds=job").train(spark));
    assertEquals(one.model().weights(), job.model().weights());
    TrainingResult other =
        LocalSpark.with(
            2,
            spark -> {
              Dataset<Row> table =
                  new LibsvmSource(data.toString(), COLUMNS, 1, Optional.of(true)).open(spark);
              return trainer(data).on(table.repartition(7).orderBy("x.indices")).train(spark);
            });
    assertEquals(one.model().weights(), other.model().weights());
  }

  @Test
  void aModelPredictsAsItWasMeasured() {
    Path data = libsvm();
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult result = trainer(data).train(spark);
          assertEquals(RowForm.SPARSE, result.model().description().encoder().form());
          Dataset<Row> table =
              new LibsvmSource(data.toString(), COLUMNS, 1, Optional.empty()).open(spark);
          double accuracy = accuracy(result, table);
          assertTrue(accuracy > 0.9, "accuracy " + accuracy);
          long right = result.model().predict(table).where("prediction = label").count();
          assertEquals(accuracy, right / (double) ROWS, 1e-12);
          return null;
        });
  }

  /** Text and categories become sparse where there are many numbers, and only then. */
  @Test
  void wordsAndHashedCategoriesAreSparse() {
    StringBuilder csv = new StringBuilder("text,place,kind\n");
    for (int row = 0; row < 120; row++) {
      csv.append(row % 2 == 0 ? "good fine " : "bad poor ").append("word").append(row % 11);
      csv.append(",place").append(row % 17).append(',').append(row % 2).append('\n');
    }
    Path file = write("texts.csv", csv.toString());
    Path yaml =
        write(
            "texts.yaml",
            """
            name: texts
            data:
              source: {csv: {path: "%s"}}
              label: kind
              encode: {words: {text: {buckets: 2048}}, hash: {place: 512}}
            network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
            training: {epochs: 5, batch-size: 20, shards: 2, update-rule: {adam: {learning-rate: 0.05}}}
            """
                .formatted(file));
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> table = spark.read().option("header", true).csv(file.toString());
          TrainingResult sparse = Trainer.fromFile(yaml).train(spark);
          assertEquals(RowForm.SPARSE, sparse.model().description().encoder().form());
          assertEquals(1, accuracy(sparse, table), 0);
          TrainingResult few =
              Trainer.fromFile(yaml, "data.encode.words.text.buckets=64").train(spark);
          assertEquals(RowForm.DENSE, few.model().description().encoder().form());
          return null;
        });
  }

  @Test
  void mistakesHaveTheirSentences() {
    Path data = libsvm();
    LocalSpark.with(
        2,
        spark -> {
          refused(
              () ->
                  trainer(
                          data,
                          "data.row-form=sparse",
                          "network.layers=[{dropout: {rate: 0.1}}, {dense: {units: 2}}]")
                      .train(spark),
              "data.row-form: expected dense or auto, since only a network of label targets that"
                  + " begins with dense takes sparse rows, got sparse");
          refused(
              () -> trainer(data, "data.encode.standardize=[x]").train(spark),
              "data.encode.standardize: column x holds vectors, which are encoded by scale alone");
          String vector = "named_struct('size', 3, 'indices', array(%s), 'values', array(%s))";
          String fine = vector.formatted("0, 2", "1.0, 2.0");
          refusedRow(spark, fine, vector.formatted("2, 0", "1.0, 2.0"), "got 0 after 2");
          refusedRow(spark, fine, vector.formatted("3", "1.0"), "ascending indices from 0 to 2");
          refusedRow(spark, fine, vector.formatted("0, 1", "1.0"), "as many values as indices");
          refusedRow(spark, fine, vector.formatted("0", "double('NaN')"), "finite values, got NaN");
          refusedRow(
              spark,
              fine,
              "named_struct('size', 4, 'indices', array(0), 'values', array(1.0))",
              "column x: expected a vector of 3 numbers, got one of 4");
          refusedRow(spark, fine, "null", "expected a vector, got nothing");
          return null;
        });
  }

  private void refusedRow(SparkSession spark, String fine, String wrong, String part) {
    Dataset<Row> table =
        spark.sql(
            "select %s as x, 'a' as label union all select %s, 'b' union all select %s, 'a'"
                .formatted(fine, fine, wrong));
    refused(
        () ->
            trainer(Path.of("unread"), "data.split.test=0", "training.batch-size=1")
                .on(table)
                .train(spark),
        part);
  }

  private static void refused(Executable work, String part) {
    String message = assertThrows(UserMistake.class, work).getMessage();
    assertTrue(message.contains(part), message);
  }
}
