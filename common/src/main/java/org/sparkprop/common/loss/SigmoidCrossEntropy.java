package org.sparkprop.common.loss;

import java.util.Arrays;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Binary cross-entropy of logits, the mean over a row's outputs: for a logit x with p = 1 / (1 +
 * e⁻ˣ) and a target t the value is −w t log p − (1 − t) log(1 − p), with the gradient (1 − t) p − w
 * t (1 − p), where w is {@code positiveWeight}. Both are computed from e^−|x|, so that nothing
 * overflows.
 *
 * <p>Example: logits (0, 2) and targets (1, 0) give (log 2 + log(1 + e²)) / 2 = (0.693147 +
 * 2.126928) / 2 = 1.410038 and the gradient (−0.5, 0.880797) / 2 = (−0.25, 0.440399).
 *
 * @param positiveWeight how much a 1 among the targets weighs against a 0; 1 for plain
 *     cross-entropy
 */
public record SigmoidCrossEntropy(@Default("1") double positiveWeight) implements Loss {
  public SigmoidCrossEntropy {
    Require.positive("positiveWeight", positiveWeight);
  }

  public SigmoidCrossEntropy() {
    this(1);
  }

  @Override
  public TargetKind targetKind() {
    return TargetKind.BINARY;
  }

  @Override
  public void accumulate(LossBatch batch, LossSums sums) {
    int outputs = batch.outputs();
    for (int row = 0; row < batch.rows(); row++) {
      double weight = batch.weight()[row];
      double value = 0;
      for (int i = row * outputs; i < (row + 1) * outputs; i++) {
        double x = batch.output()[i];
        double ones = positiveWeight * batch.target()[i];
        double zeros = 1 - batch.target()[i];
        double small = Math.exp(-Math.abs(x));
        // −log p is max(−x, 0) + rest and −log(1 − p) is max(x, 0) + rest.
        double rest = Math.log1p(small);
        value += ones * (Math.max(-x, 0) + rest) + zeros * (Math.max(x, 0) + rest);
        batch.gradient()[i] =
            weight * (zeros * sigmoid(x, small) - ones * sigmoid(-x, small)) / outputs;
      }
      sums.add(weight * value / outputs, weight);
    }
  }

  @Override
  public int curvatureFactors(int outputs) {
    return outputs;
  }

  /** The Hessian is diagonal: (1 − t + w t) p (1 − p) / outputs. */
  @Override
  public void curvatureFactor(LossBatch batch, int k) {
    int outputs = batch.outputs();
    Arrays.fill(batch.gradient(), 0, batch.rows() * outputs, 0);
    for (int row = 0; row < batch.rows(); row++) {
      int i = row * outputs + k;
      double x = batch.output()[i];
      double small = Math.exp(-Math.abs(x));
      double target = 1 - batch.target()[i] + positiveWeight * batch.target()[i];
      double hessian = target * sigmoid(x, small) * sigmoid(-x, small) / outputs;
      batch.gradient()[i] = Math.sqrt(batch.weight()[row] * hessian);
    }
  }

  @Override
  public void predict(double[] output, int rows, int outputs) {
    for (int i = 0; i < rows * outputs; i++) {
      output[i] = sigmoid(output[i], Math.exp(-Math.abs(output[i])));
    }
  }

  /** 1 / (1 + e⁻ˣ) by way of {@code small} = e^−|x|. */
  private static double sigmoid(double x, double small) {
    return (x < 0 ? small : 1) / (1 + small);
  }
}
