package org.sparkprop.common.loss;

/** exp(x_i) / Σ exp(x_j), computed after subtracting the largest, so that nothing overflows. */
final class Softmax {
  private Softmax() {}

  /**
   * Reads {@code count} logits from {@code from} on, overwrites the start of {@code probabilities},
   * and returns log Σ exp(x_j).
   */
  static double apply(double[] logits, int from, int count, double[] probabilities) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, logits[from + i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double value = Math.exp(logits[from + i] - largest);
      probabilities[i] = value;
      sum += value;
    }
    for (int i = 0; i < count; i++) {
      probabilities[i] /= sum;
    }
    return largest + Math.log(sum);
  }
}
