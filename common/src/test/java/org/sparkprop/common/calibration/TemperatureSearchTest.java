package org.sparkprop.common.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.loss.SigmoidCrossEntropy;
import org.sparkprop.common.loss.SoftmaxCrossEntropy;
import org.sparkprop.common.loss.TargetKind;

/** Temperatures beside a direct search for the least loss, which knows nothing of slopes. */
class TemperatureSearchTest {
  private static final int ROWS = 400;

  private static OptionalDouble found(
      TargetKind kind, int outputs, double[] logits, double[] targets, double[] weights) {
    TemperatureSearch search = new TemperatureSearch();
    while (search.isOpen()) {
      TemperatureSlopes slopes = new TemperatureSlopes(kind, outputs, search.candidates());
      slopes.add(logits, targets, weights, weights.length);
      search.take(slopes.slopes());
    }
    return search.temperature();
  }

  private static double loss(
      Loss loss, int outputs, double[] logits, double[] targets, double[] weights, double by) {
    double[] divided = Arrays.stream(logits).map(logit -> logit / by).toArray();
    LossSums sums = new LossSums();
    loss.accumulate(
        new LossBatch(
            weights.length, outputs, divided, targets, weights, new double[logits.length]),
        sums);
    return sums.loss();
  }

  /** Golden section search over the logarithm. */
  private static double least(DoubleUnaryOperator value) {
    double low = Math.log(0.05);
    double high = Math.log(20);
    double ratio = (Math.sqrt(5) - 1) / 2;
    for (int i = 0; i < 80; i++) {
      double left = high - ratio * (high - low);
      double right = low + ratio * (high - low);
      if (value.applyAsDouble(Math.exp(left)) < value.applyAsDouble(Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    return Math.exp((low + high) / 2);
  }

  private static void assertLeast(Loss loss, int outputs, double scale, long seed) {
    Random random = new Random(seed);
    double[] logits = new double[ROWS * outputs];
    boolean classes = loss.targetKind() == TargetKind.CLASS_INDEX;
    double[] targets = new double[ROWS * (classes ? 1 : outputs)];
    double[] weights = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      weights[row] = 1 + random.nextInt(3);
      int best = 0;
      for (int k = 0; k < outputs; k++) {
        double logit = random.nextGaussian();
        double noisy = logit + random.nextGaussian();
        logits[row * outputs + k] = scale * logit;
        if (!classes) {
          targets[row * outputs + k] = noisy > 0 ? 1 : 0;
        } else if (noisy > logits[row * outputs + best] / scale) {
          best = k;
        }
      }
      if (classes) {
        targets[row] = best;
      }
    }
    double direct = least(by -> loss(loss, outputs, logits, targets, weights, by));
    double temperature = found(loss.targetKind(), outputs, logits, targets, weights).orElseThrow();
    // A least value is flat: the direct search knows its place to the root of a double's precision.
    assertEquals(direct, temperature, 1e-6 * direct, "seed " + seed);
  }

  @Test
  void findsTheLeastLossOfClasses() {
    assertLeast(new SoftmaxCrossEntropy(), 2, 1, 1);
    assertLeast(new SoftmaxCrossEntropy(), 5, 6, 2);
    assertLeast(new SoftmaxCrossEntropy(), 3, 0.3, 3);
  }

  @Test
  void findsTheLeastLossOfBinaryOutputs() {
    assertLeast(new SigmoidCrossEntropy(), 1, 1, 4);
    assertLeast(new SigmoidCrossEntropy(), 3, 8, 5);
  }

  /** Of the logits (0, 2): softmax is 0.880797 at β = 1 and 0.982014 at β = 2. */
  @Test
  void slopesByHand() {
    TemperatureSlopes slopes =
        new TemperatureSlopes(TargetKind.CLASS_INDEX, 2, new double[] {1, 2});
    slopes.add(new double[] {0, 2, 0, 2}, new double[] {1, 0}, new double[] {1, 3}, 2);
    assertArrayEquals(
        new double[] {2 * 0.880797 - 2 + 3 * 2 * 0.880797, 2 * 0.982014 - 2 + 3 * 2 * 0.982014},
        slopes.slopes(),
        1e-5);
  }

  /**
   * Three of four rows are right at logits of ±3: the likeliest probability is 3/4, 3 / T = ln 3.
   */
  @Test
  void threeOfFourByHand() {
    double[] logits = {3, 3, -3, -3};
    double[] targets = {1, 1, 0, 1};
    double temperature =
        found(TargetKind.BINARY, 1, logits, targets, new double[] {1, 1, 1, 1}).orElseThrow();
    assertEquals(3 / Math.log(3), temperature, 1e-9);
  }

  @Test
  void nothingWhereAllIsRightOrWrong() {
    double[] weights = {1, 1};
    double[] logits = {1, -1};
    assertTrue(found(TargetKind.BINARY, 1, logits, new double[] {1, 0}, weights).isEmpty());
    assertTrue(found(TargetKind.BINARY, 1, logits, new double[] {0, 1}, weights).isEmpty());
  }
}
