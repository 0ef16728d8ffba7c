package org.sparkprop.common.calibration;

import org.sparkprop.common.loss.TargetKind;

/**
 * Sums that say at which temperature T outputs z / T, logits, make the likeliest probabilities of
 * the targets (Guo, Pleiss, Sun and Weinberger 2017, section 4.2). For some inverse temperatures β
 * = 1 / T the slope Σ weight · d/dβ −log p(target | βz), which grows with β, since the logarithm is
 * convex. For classes a row's slope is Σ_k p_k z_k − z_target with p = softmax(βz); for binary
 * outputs the mean of (σ(βz) − target) · z.
 *
 * <p>Example: of the logits (0, 2) and class 1 the slope at β = 1 is 2 · 0.880797 − 2 = −0.238406:
 * more certainty would have been better.
 *
 * <p>Mutable; one thread at a time.
 */
public final class TemperatureSlopes {
  private final TargetKind kind;
  private final int outputs;
  private final double[] inverseTemperatures;
  private final double[] slopes;

  /**
   * Of no rows.
   *
   * @param kind class indices or binary outputs
   * @param inverseTemperatures not copied
   */
  public TemperatureSlopes(TargetKind kind, int outputs, double[] inverseTemperatures) {
    if (kind == TargetKind.NUMBER) {
      throw new IllegalArgumentException("expected targets that have probabilities, got numbers");
    }
    this.kind = kind;
    this.outputs = outputs;
    this.inverseTemperatures = inverseTemperatures;
    this.slopes = new double[inverseTemperatures.length];
  }

  /**
   * Adds rows.
   *
   * @param logits [rows, outputs]; read only
   * @param targets as the loss takes them; read only
   * @param weights of the rows; read only
   */
  public void add(double[] logits, double[] targets, double[] weights, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < slopes.length; i++) {
        double slope =
            kind == TargetKind.CLASS_INDEX
                ? ofClass(logits, row * outputs, (int) targets[row], inverseTemperatures[i])
                : ofOutputs(logits, targets, row * outputs, inverseTemperatures[i]);
        slopes[i] += weights[row] * slope;
      }
    }
  }

  private double ofClass(double[] logits, int from, int label, double inverse) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < from + outputs; k++) {
      largest = Math.max(largest, logits[k]);
    }
    double sum = 0;
    double weighted = 0;
    for (int k = from; k < from + outputs; k++) {
      double share = Math.exp(inverse * (logits[k] - largest));
      sum += share;
      weighted += share * logits[k];
    }
    return weighted / sum - logits[from + label];
  }

  private double ofOutputs(double[] logits, double[] targets, int from, double inverse) {
    double sum = 0;
    for (int i = from; i < from + outputs; i++) {
      sum += (1 / (1 + Math.exp(-inverse * logits[i])) - targets[i]) * logits[i];
    }
    return sum / outputs;
  }

  /** The slope at each inverse temperature; a copy. */
  public double[] slopes() {
    return slopes.clone();
  }
}
