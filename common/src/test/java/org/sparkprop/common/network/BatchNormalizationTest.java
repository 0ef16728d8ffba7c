package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
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
