package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.round.DivergenceException;

/** Networks whose target are their inputs, on the digits without looking at the labels. */
class AutoencoderTest {
  private static final int PIXELS = 64;
  private static final int UNITS = 16;
  private static final double TARGET = 0.1;
  private static final double WEIGHT = 0.5;

  private static final String SPARSE =
      "network.layers=[{dense: {units: 16, activation: sigmoid}}, {sparsity: {target: 0.1, weight:"
          + " 0.5}}, {dense: {units: 64, activation: sigmoid}}]";

  /** Noise that the target does not have, a sparse code, and the decoder's weight tied. */
  private static final String DENOISING =
      "network.layers=[{masking-noise: {rate: 0.2}}, {dense: {units: 16, activation: sigmoid}},"
          + " {sparsity: {weight: 0.5}}, {tied-dense: {layer: 1, units: 64}}]";

  private static Trainer trainer(String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("network.target=inputs");
    all.add("network.loss=mean-squared-error");
    all.add("training.epochs=2");
    all.addAll(List.of(overrides));
    return Trainer.fromFile(Examples.digits(), all.toArray(String[]::new));
  }

  private static FlatVector weights(int slots, String... overrides) {
    return LocalSpark.with(slots, spark -> trainer(overrides).train(spark).model().weights());
  }

  private static Dataset<Row> digits(SparkSession spark) {
    return spark
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(Examples.digits().resolveSibling("optical-digits.csv").toString());
  }

  @Test
  void sameBitsWithSparsityOnAnySlotsByBothEngines() {
    FlatVector one = weights(1, DENOISING);
    assertEquals(PIXELS * UNITS + UNITS + PIXELS, one.length(), "the matrix once");
    assertEquals(one, weights(2, DENOISING));
    assertEquals(one, weights(2, DENOISING, "training.rounds=job"));
    assertEquals(one, weights(1, DENOISING, "data.label=[]", "data.ignore=digit"));
    assertNotEquals(one, weights(1, DENOISING.replace("0.5", "0.4")));
  }

  @Test
  void sameBitsWithSparseCoding() {
    String layers = "network.layers=[{sparse-coding: {atoms: 24, penalty: 0.2, iterations: 20}}]";
    FlatVector one = weights(1, layers, "training.epochs=1");
    assertEquals(one, weights(2, layers, "training.epochs=1"));
    assertEquals(one, weights(2, layers, "training.epochs=1", "training.rounds=job"));
    for (int atom = 0; atom < 24; atom++) {
      double squares = 0;
      for (int i = 0; i < PIXELS; i++) {
        squares += Math.pow(one.get(atom * PIXELS + i), 2);
      }
      assertEquals(1, squares, 1e-5, "atom " + atom);
    }
  }

  /** One step of gradient descent beside the notes' own equations, over all rows at once. */
  @Test
  void aStepIsThatOfNgsNotes() {
    FlatVector[] trained = new FlatVector[1];
    double[][] rows =
        LocalSpark.with(
            2,
            spark -> {
              TrainingResult result =
                  trainer(
                          SPARSE,
                          "data.split={}",
                          "training.precision=float64",
                          "training.batch-size=full",
                          "training.shards=5",
                          "training.epochs=1",
                          "training.update-rule={gradient-descent: {learning-rate: 1}}")
                      .train(spark);
              trained[0] = result.model().weights();
              FlatVector start =
                  result.model().network().initialWeights(trained[0].precision(), 42);
              PlainStep.weights = start.toDoubles();
              return digits(spark).drop("digit").collectAsList().stream()
                  .map(row -> pixels(row))
                  .toArray(double[][]::new);
            });
    double[] expected = PlainStep.after(rows);
    double[] found = trained[0].toDoubles();
    double moved = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-12, "number " + i);
      moved = Math.max(moved, Math.abs(expected[i] - PlainStep.weights[i]));
    }
    assertTrue(moved > 1e-3, "nothing moved");
  }

  private static double[] pixels(Row row) {
    double[] pixels = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = ((Number) row.get(i)).doubleValue() * 0.0625;
    }
    return pixels;
  }

  /** The notes' section 3, in plain loops. */
  private static final class PlainStep {
    private static double[] weights;

    static double sigmoid(double x) {
      return 1 / (1 + Math.exp(-x));
    }

    /** Weight [64, 16], bias [16], weight [16, 64], bias [64]. */
    static double[] after(double[][] rows) {
      int b1 = PIXELS * UNITS;
      int w2 = b1 + UNITS;
      int b2 = w2 + UNITS * PIXELS;
      double[][] codes = new double[rows.length][UNITS];
      double[] means = new double[UNITS];
      for (int n = 0; n < rows.length; n++) {
        for (int j = 0; j < UNITS; j++) {
          double sum = weights[b1 + j];
          for (int i = 0; i < PIXELS; i++) {
            sum += rows[n][i] * weights[i * UNITS + j];
          }
          codes[n][j] = sigmoid(sum);
          means[j] += codes[n][j] / rows.length;
        }
      }
      double[] after = weights.clone();
      for (int n = 0; n < rows.length; n++) {
        double[] delta3 = new double[PIXELS];
        for (int k = 0; k < PIXELS; k++) {
          double sum = weights[b2 + k];
          for (int j = 0; j < UNITS; j++) {
            sum += codes[n][j] * weights[w2 + j * PIXELS + k];
          }
          double out = sigmoid(sum);
          delta3[k] = 2 * (out - rows[n][k]) / PIXELS * out * (1 - out) / rows.length;
          after[b2 + k] -= delta3[k];
        }
        for (int j = 0; j < UNITS; j++) {
          double back = 0;
          for (int k = 0; k < PIXELS; k++) {
            back += weights[w2 + j * PIXELS + k] * delta3[k];
            after[w2 + j * PIXELS + k] -= codes[n][j] * delta3[k];
          }
          double slope = WEIGHT * (-TARGET / means[j] + (1 - TARGET) / (1 - means[j]));
          double delta2 = (back + slope / rows.length) * codes[n][j] * (1 - codes[n][j]);
          after[b1 + j] -= delta2;
          for (int i = 0; i < PIXELS; i++) {
            after[i * UNITS + j] -= rows[n][i] * delta2;
          }
        }
      }
      return after;
    }
  }

  @Test
  void rebuildsMeasuresAndGivesCodes() {
    LocalSpark.with(
        2,
        spark -> {
          TrainedModel model =
              trainer(
                      "network.layers=[{masking-noise: {rate: 0.1}}, {dense: {units: 16,"
                          + " activation: tanh}}, {dense: {units: 64}}]",
                      "training.update-rule={adam: {learning-rate: 0.01}}",
                      "training.epochs=8")
                  .train(spark)
                  .model();
          Dataset<Row> table = digits(spark);
          Map<String, Double> measures = model.evaluate(table).measures();
          assertTrue(measures.get("mean-squared-error") < 0.03, measures.toString());
          double error =
              model.predict(table).agg(functions.avg("reconstruction_error")).head().getDouble(0);
          assertEquals(measures.get("mean-squared-error"), error, 1e-9);
          Row row = model.predict(table).drop("digit").head();
          List<Double> rebuilt = row.getList(PIXELS);
          double sum = 0;
          for (int i = 0; i < PIXELS; i++) {
            double difference = (((Number) row.get(i)).doubleValue() - rebuilt.get(i)) * 0.0625;
            sum += difference * difference / PIXELS;
          }
          assertEquals(row.getDouble(PIXELS + 1), sum, 1e-9, "in the source's units");
          Row coded = model.codes(table, 1).head();
          assertEquals(UNITS, coded.getList(PIXELS + 1).size());
          assertThrows(UserMistake.class, () -> model.codes(table, 3));
          return null;
        });
  }

  private static TrainedModel example(SparkSession spark, String file, String... overrides) {
    Path folder = Examples.repository().resolve("scripts/examples/digits-autoencoder");
    return Trainer.fromFile(folder.resolve(file), overrides).train(spark).model();
  }

  private static double error(TrainedModel model, Dataset<Row> rows) {
    return model.evaluate(rows).measures().get("mean-squared-error");
  }

  /** Means of the units over all rows. */
  private static double[] activations(TrainedModel model, Dataset<Row> rows) {
    double[] means = new double[model.network().outputOf(0).size()];
    List<Row> codes = model.codes(rows, 0).select("code").collectAsList();
    for (Row row : codes) {
      List<Double> code = row.getList(0);
      for (int unit = 0; unit < means.length; unit++) {
        means[unit] += code.get(unit) / codes.size();
      }
    }
    return means;
  }

  @Test
  void theExamplesRebuildDigits() {
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> rows = digits(spark);
          TrainedModel sparse = example(spark, "sparse.yaml");
          double ofSparse = error(sparse, rows);
          double ofDenoising = error(example(spark, "denoising.yaml"), rows);
          DoubleSummaryStatistics means =
              Arrays.stream(activations(sparse, rows)).summaryStatistics();
          String found = ofSparse + ", " + means + ", " + ofDenoising;
          // The pixels' own variance is 0.07.
          assertTrue(ofSparse < 0.04, found);
          assertTrue(ofDenoising < 0.03, found);
          assertTrue(means.getMin() > 0.08 && means.getMax() < 0.2, found);
          return null;
        });
  }

  @Test
  void mistakesAreSaid() {
    String relu = SPARSE.replace("16, activation: sigmoid", "16, activation: {elu: {alpha: 3}}");
    assertMistake(DivergenceException.class, "layer 1 (sparsity)", relu);
    assertMistake(UserMistake.class, "network.layers", SPARSE.replace("units: 64", "units: 10"));
    assertMistake(UserMistake.class, "network.loss", SPARSE, "network.loss=softmax-cross-entropy");
    assertMistake(
        UserMistake.class,
        "set data.encode.scale",
        SPARSE,
        "network.loss=sigmoid-cross-entropy",
        "data.encode.scale=1");
    assertMistake(
        UserMistake.class,
        "training.local-steps",
        SPARSE,
        "training.local-steps={steps: 2, learning-rate: 0.1}");
    assertMistake(
        UserMistake.class, "network.target: inputs", "network.target=label", "data.label=[]");
  }

  private static void assertMistake(
      Class<? extends RuntimeException> kind, String part, String... overrides) {
    String message =
        assertThrows(kind, () -> weights(1, overrides), Arrays.toString(overrides)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
