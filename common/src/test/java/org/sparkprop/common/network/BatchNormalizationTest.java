package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.fixture.InnerProduct;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.BatchNormalization;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class BatchNormalizationTest {
  private static final double EPSILON = 1e-5;
  private static final Network FLAT =
      Networks.of(new Shape(2), new InnerProduct(), new BatchNormalization(0.25, EPSILON));

  /** gamma 2 and 3, beta 10 and 20, running mean 1 and 2, running variance 4 and 9. */
  private static FlatVector weights() {
    return FlatVector.of(Precision.FLOAT64, 2, 3, 10, 20, 1, 2, 4, 9);
  }

  private static void put(Workspace workspace, double... rows) {
    MicroBatch batch = workspace.microBatch(rows.length / 2);
    batch.input().write(0, rows.length, rows);
    Arrays.fill(batch.weight(), 0, rows.length / 2, 0.5);
    Arrays.fill(batch.target(), 0, rows.length, 1);
  }

  /** Slices of the given rows, one after another, and what becomes of the averages. */
  private static double[] averagesAfter(double[]... slices) {
    FlatVector weights = weights();
    FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, 8);
    LossSums sums = new LossSums();
    int rows = 0;
    try (Workspace workspace = new Workspace(FLAT, Precision.FLOAT64)) {
      workspace.setWeights(weights);
      workspace.clearGradient();
      for (double[] slice : slices) {
        put(workspace, slice);
        workspace.train(slice.length / 2, new NoiseKey(1, 1, 0, rows), sums);
        rows += slice.length / 2;
      }
      workspace.copyGradientTo(gradient);
    }
    GradientSum sum = new GradientSum(gradient, sums.loss(), sums.weight(), rows);
    RunningAverages.take(FLAT, weights, sum).writeTo(weights);
    return Arrays.copyOfRange(weights.toDoubles(), 4, 8);
  }

  @Test
  void predictionUsesTheRunningAverages() {
    try (Workspace workspace = new Workspace(FLAT, Precision.FLOAT64)) {
      workspace.setWeights(weights());
      put(workspace, 5, 8);
      workspace.predict(1);
      double[] one = Arrays.copyOf(workspace.predictions(1), 2);
      // 2 · (5 − 1) / √4 + 10 and 3 · (8 − 2) / √9 + 20
      assertArrayEquals(new double[] {14, 26}, one, 1e-4);
      put(workspace, 5, 8, -100, 100, 3, 3);
      workspace.predict(3);
      assertArrayEquals(one, Arrays.copyOf(workspace.predictions(3), 2));
    }
  }

  /**
   * Means 2 and 30 of the first slice, variances 2 and 200 (with the divisor n − 1); 6 and 5, 0 and
   * 0 of the second. Two rows each: their means are 4 and 17.5, 1 and 100.
   */
  @Test
  void averagesMoveTowardsTheMeanOverSlices() {
    double[] averages = averagesAfter(new double[] {1, 20, 3, 40}, new double[] {6, 5, 6, 5});
    assertArrayEquals(
        new double[] {
          0.75 * 1 + 0.25 * 4, 0.75 * 2 + 0.25 * 17.5, 0.75 * 4 + 0.25 * 1, 0.75 * 9 + 0.25 * 100
        },
        averages,
        1e-12);
  }

  /** A row has no variance; three quarters of the rows' weight in the average is the others'. */
  @Test
  void aSingleRowLeavesTheAveragesWhereTheyAre() {
    assertArrayEquals(new double[] {1, 2, 4, 9}, averagesAfter(new double[] {7, 7}), 1e-12);
    double[] averages = averagesAfter(new double[] {0, 0, 3, 3, 6, 6}, new double[] {100, -100});
    double mean = 0.75 * 3 + 0.25 * 1;
    double variance = 0.75 * 9 + 0.25 * 4;
    assertEquals(0.75 * 1 + 0.25 * mean, averages[0], 1e-12);
    assertEquals(0.75 * 4 + 0.25 * variance, averages[2], 1e-12);
  }

  /** Far from zero, where E[x²] − E[x]² would have lost all digits. */
  @Test
  void numbersFarFromZeroKeepTheirVariance() {
    double[] averages = averagesAfter(new double[] {1e9 + 1, 0, 1e9 + 3, 0});
    assertEquals(0.75 * 4 + 0.25 * 2, averages[2], 1e-9);
  }

  /** Each step of a sequence is a row in there; still the average is that of all numbers. */
  @ParameterizedTest
  @ValueSource(strings = {"slice", "global"})
  void averagesOfStepsInsideAnotherLayer(String statistics) {
    Network network =
        Networks.parse(
            new Shape(2),
            "{'layers': [{'reshape': {'shape': [2, 1]}}, {'time-distributed': {'layers':"
                + " [{'batch-normalization': {'momentum': 0.25, 'statistics': '%s'}}]}}],"
                    .formatted(statistics)
                + " 'loss': 'mean-squared-error'}");
    FlatVector weights = FlatVector.of(Precision.FLOAT64, 2, 10, 1, 4);
    GradientSum sum = gradient(network, weights, new double[] {1, 3, 5, 7}, 2);
    RunningAverages.take(network, weights, sum).writeTo(weights);
    assertEquals(0.75 * 1 + 0.25 * 4, weights.get(2), 1e-12);
    assertEquals(0.75 * 4 + 0.25 * 20 / 3, weights.get(3), 1e-12);
  }

  private static final String TWICE =
      "{'layers': [{'dense': {'units': 4, 'activation': 'tanh'}}, {'batch-normalization':"
          + " {'statistics': 'STATISTICS'}}, {'dense': {'units': 3, 'activation': 'tanh'}},"
          + " {'batch-normalization': {'statistics': 'STATISTICS'}}, {'dense': {'units': 2}}],"
          + " 'loss': 'mean-squared-error'}";

  private static Network twice(String statistics) {
    return Networks.parse(new Shape(2), TWICE.replace("STATISTICS", statistics));
  }

  /** In one micro-batch global statistics are a slice's; in several they stay what they are. */
  @Test
  void globalStatisticsAreThoseOfAllRowsHoweverTheyAreCut() {
    double[] rows = new SplittableRandom(5).doubles(24, -2, 2).toArray();
    FlatVector weights = Networks.weights(twice("slice"), Precision.FLOAT64, 3);
    double[] expected = gradient(twice("slice"), weights, rows, 12).gradient().toDoubles();
    for (int rowsOfPart : new int[] {12, 5, 1}) {
      double[] found = gradient(twice("global"), weights, rows, rowsOfPart).gradient().toDoubles();
      assertArrayEquals(expected, found, 1e-12, rowsOfPart + " rows at once");
    }
    double[] ofParts = gradient(twice("slice"), weights, rows, 5).gradient().toDoubles();
    assertTrue(Math.abs(expected[0] - ofParts[0]) > 1e-3, "slices would have been no different");
  }

  /** A round of one row has no variance. */
  @Test
  void aRoundOfOneRowUsesTheRunningAverages() {
    double[] rows = {0.3, -0.7};
    FlatVector weights = Networks.weights(twice("slice"), Precision.FLOAT64, 3);
    assertEquals(
        gradient(twice("slice"), weights, rows, 1).gradient(),
        gradient(twice("global"), weights, rows, 1).gradient());
  }

  /** A round over the rows, so many at once, with the passes that it has before. */
  private static GradientSum gradient(
      Network network, FlatVector weights, double[] rows, int rowsOfPart) {
    BatchStatistics statistics = network.batchStatistics();
    FlatVector asked =
        FlatVector.zeros(Precision.FLOAT64, weights.length() + statistics.valueCount());
    asked.setSlice(0, weights);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      LossSums sums = new LossSums();
      for (int pass = 1; pass <= statistics.passes() + 1; pass++) {
        sums = new LossSums();
        workspace.setWeights(asked);
        workspace.clearGradient();
        for (int from = 0; from < rows.length / 2; from += rowsOfPart) {
          int to = Math.min(rows.length / 2, from + rowsOfPart);
          put(workspace, Arrays.copyOfRange(rows, 2 * from, 2 * to));
          NoiseKey key = new NoiseKey(1, 1, 0, from);
          if (pass <= statistics.passes()) {
            workspace.prepare(pass, to - from, key, sums);
          } else {
            workspace.train(to - from, key, sums);
          }
        }
        if (pass <= statistics.passes()) {
          FlatVector ofPass = FlatVector.zeros(Precision.FLOAT64, statistics.mostSums());
          workspace.copyBatchSumsTo(ofPass);
          statistics.lay(pass, ofPass, sums.weight(), asked);
        }
      }
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, weights.length());
      workspace.copyGradientTo(gradient);
      return new GradientSum(gradient, sums.loss(), sums.weight(), rows.length / 2);
    }
  }

  @Test
  void memoryIsCounted() {
    String layers =
        "{'layers': [{'reshape': {'shape': [1, 28, 28]}}, {'convolution-2d': {'filters': 16,"
            + " 'kernel': 3, 'padding': 'same'}}, 'batch-normalization', 'max-pool-2d', 'flatten',"
            + " {'dense': {'units': 10}}], 'loss': 'softmax-cross-entropy'}";
    Network network = Networks.parse(new Shape(784), layers);
    long image = 784;
    long plane = 16 * 784;
    long pooled = 16 * 196;
    // Input, one; outputs and gradients; oneDNN's copies; places of maxima.
    long row = image + 1 + 2 * (plane + plane + pooled + 10) + 2 * (image + plane) + pooled;
    long buffers = 9 * 784 + 784 + 16 * 9 + 16 + 2 * 16;
    assertEquals(
        4 * (2L * network.parameterCount() + buffers + 32 * row),
        Workspace.bytes(network, Precision.FLOAT32));
  }
}
