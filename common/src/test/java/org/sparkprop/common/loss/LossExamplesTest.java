package org.sparkprop.common.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples in the losses' own comments, extreme numbers, and weights. */
class LossExamplesTest {
  private record Outcome(double loss, double weight, double[] gradient) {}

  private static Outcome of(
      Loss loss, int outputs, double[] output, double[] target, double... weight) {
    LossSums sums = new LossSums();
    double[] gradient = new double[output.length];
    loss.accumulate(new LossBatch(weight.length, outputs, output, target, weight, gradient), sums);
    return new Outcome(sums.loss(), sums.weight(), gradient);
  }

  private static double[] numbers(double... values) {
    return values;
  }

  @Test
  void softmaxCrossEntropy() {
    Outcome plain = of(new SoftmaxCrossEntropy(), 3, numbers(1, 2, 3), numbers(2), 1);
    assertEquals(0.407606, plain.loss(), 5e-7);
    assertArrayEquals(numbers(0.090031, 0.244728, -0.334759), plain.gradient(), 5e-7);
    Outcome smoothed =
        of(new SoftmaxCrossEntropy(0.3, List.of()), 3, numbers(1, 2, 3), numbers(2), 1);
    assertEquals(0.707606, smoothed.loss(), 5e-7);
    assertArrayEquals(numbers(-0.009969, 0.144728, -0.134759), smoothed.gradient(), 5e-7);
  }

  @Test
  void sigmoidCrossEntropy() {
    Outcome plain = of(new SigmoidCrossEntropy(), 2, numbers(0, 2), numbers(1, 0), 1);
    assertEquals(1.410038, plain.loss(), 5e-7);
    assertArrayEquals(numbers(-0.25, 0.440399), plain.gradient(), 5e-7);
    // A positive weight of 3: (3 · 0.693147 + 2.126928) / 2 = 2.103185, gradient (−1.5, 0.880797) /
    // 2.
    Outcome weighted = of(new SigmoidCrossEntropy(3), 2, numbers(0, 2), numbers(1, 0), 1);
    assertEquals(2.103185, weighted.loss(), 5e-7);
    assertArrayEquals(numbers(-0.75, 0.440399), weighted.gradient(), 5e-7);
  }

  @Test
  void meanSquaredError() {
    Outcome outcome = of(new MeanSquaredError(), 2, numbers(3, 0), numbers(1, 1), 1);
    assertEquals(2.5, outcome.loss());
    assertArrayEquals(numbers(2, -1), outcome.gradient());
  }

  @Test
  void meanAbsoluteError() {
    Outcome outcome = of(new MeanAbsoluteError(), 2, numbers(3, 0), numbers(1, 1), 1);
    assertEquals(1.5, outcome.loss());
    assertArrayEquals(numbers(0.5, -0.5), outcome.gradient());
    assertEquals(0, of(new MeanAbsoluteError(), 1, numbers(4), numbers(4), 1).gradient()[0]);
  }

  @Test
  void huber() {
    Outcome outcome = of(new Huber(), 2, numbers(3, 0.5), numbers(1, 1), 1);
    assertEquals(0.8125, outcome.loss());
    assertArrayEquals(numbers(0.5, -0.25), outcome.gradient());
    // Delta 0.5: 0.5 (2 − 0.25) = 0.875 and ½ 0.25 = 0.125, mean 0.5; gradient (0.5, −0.5) / 2.
    Outcome narrow = of(new Huber(0.5), 2, numbers(3, 0.5), numbers(1, 1), 1);
    assertEquals(0.5, narrow.loss());
    assertArrayEquals(numbers(0.25, -0.25), narrow.gradient());
  }

  @Test
  void rowWeightsMultiplyValuesGradientsAndTheirOwnSum() {
    Outcome outcome = of(new MeanSquaredError(), 1, numbers(3, 5), numbers(1, 1), 2, 0.5);
    // 2 · 4 + 0.5 · 16; gradients 2 · 2 · 2 and 0.5 · 2 · 4.
    assertEquals(16, outcome.loss());
    assertEquals(2.5, outcome.weight());
    assertArrayEquals(numbers(8, 4), outcome.gradient());
  }

  @Test
  void classWeightsCountInTheSumOfWeights() {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(0, List.of(1.0, 4.0));
    Outcome outcome = of(loss, 2, numbers(0, 0, 0, 0), numbers(0, 1), 1, 0.5);
    // Equal logits cost log 2: (1 + 0.5 · 4) log 2.
    assertEquals(3 * 0.6931471805599453, outcome.loss(), 1e-15);
    assertEquals(3, outcome.weight());
    assertArrayEquals(numbers(-0.5, 0.5, 1, -1), outcome.gradient(), 1e-15);
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    Outcome softmax = of(new SoftmaxCrossEntropy(), 3, numbers(1e4, -1e4, 0), numbers(1), 1);
    assertEquals(2e4, softmax.loss());
    assertArrayEquals(numbers(1, -1, 0), softmax.gradient());
    Outcome smoothed =
        of(new SoftmaxCrossEntropy(0.1, List.of()), 2, numbers(1e4, -1e4), numbers(0), 1);
    assertEquals(0.05 * 2e4, smoothed.loss(), 1e-9);
    Outcome sigmoid =
        of(new SigmoidCrossEntropy(), 4, numbers(1e4, -1e4, 1e4, -1e4), numbers(1, 0, 0, 1), 1);
    assertEquals(2e4 / 4, sigmoid.loss());
    assertArrayEquals(numbers(0, 0, 0.25, -0.25), sigmoid.gradient());
  }

  /** For a logit of −40 and a target of 0 the loss is e⁻⁴⁰, not 0: log1p keeps it. */
  @Test
  void smallSigmoidLossesKeepTheirDigits() {
    Outcome outcome = of(new SigmoidCrossEntropy(), 1, numbers(-40), numbers(0), 1);
    assertEquals(4.248354255291589e-18, outcome.loss(), 1e-32);
    assertEquals(4.248354255291589e-18, outcome.gradient()[0], 1e-32);
  }

  @Test
  void notANumberIsNotHidden() {
    double nan = Double.NaN;
    for (Loss loss :
        List.of(
            new SoftmaxCrossEntropy(),
            new SigmoidCrossEntropy(),
            new MeanSquaredError(),
            new MeanAbsoluteError(),
            new Huber())) {
      assertTrue(Double.isNaN(of(loss, 2, numbers(nan, 0), numbers(0, 1), 1).loss()), "" + loss);
    }
  }

  @Test
  void predictionsAreProbabilities() {
    double[] output = numbers(1, 2, 3, 1000, 1000, -1000);
    new SoftmaxCrossEntropy().predict(output, 2, 3);
    assertArrayEquals(numbers(0.09003057, 0.24472847, 0.66524096, 0.5, 0.5, 0), output, 5e-9);
    double[] logits = numbers(0, 2, -2, -800);
    new SigmoidCrossEntropy().predict(logits, 2, 2);
    assertArrayEquals(numbers(0.5, 0.88079708, 0.11920292, 0), logits, 5e-9);
  }

  @Test
  void aLossMustFitTheLastLayer() {
    SoftmaxCrossEntropy weighted = new SoftmaxCrossEntropy(0, List.of(1.0, 4.0));
    weighted.check(2);
    assertEquals(
        "expects as many class-weights as the last layer has outputs, 3, but gets 2",
        assertThrows(IllegalArgumentException.class, () -> weighted.check(3)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new SoftmaxCrossEntropy().check(1));
    new SigmoidCrossEntropy().check(1);
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new SoftmaxCrossEntropy(1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new SoftmaxCrossEntropy(-0.1, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new SoftmaxCrossEntropy(0, List.of(1.0, -1.0)));
    assertThrows(
        IllegalArgumentException.class, () -> new SoftmaxCrossEntropy(0, List.of(0.0, 0.0)));
    assertThrows(IllegalArgumentException.class, () -> new SigmoidCrossEntropy(0));
    assertThrows(IllegalArgumentException.class, () -> new Huber(0));
    assertThrows(IllegalArgumentException.class, () -> new Huber(Double.NaN));
  }
}
