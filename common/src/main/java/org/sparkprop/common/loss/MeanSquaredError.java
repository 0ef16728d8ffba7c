package org.sparkprop.common.loss;

import java.util.Arrays;

/**
 * Squared error, the mean over a row's outputs: (x − t)², with the gradient 2 (x − t) / outputs.
 *
 * <p>Example: outputs (3, 0) and targets (1, 1) give (4 + 1) / 2 = 2.5 and the gradient (2, −1).
 */
public record MeanSquaredError() implements Loss {
  @Override
  public TargetKind targetKind() {
    return TargetKind.NUMBER;
  }

  @Override
  public void accumulate(LossBatch batch, LossSums sums) {
    int outputs = batch.outputs();
    for (int row = 0; row < batch.rows(); row++) {
      double weight = batch.weight()[row];
      double value = 0;
      for (int i = row * outputs; i < (row + 1) * outputs; i++) {
        double difference = batch.output()[i] - batch.target()[i];
        value += difference * difference;
        batch.gradient()[i] = weight * 2 * difference / outputs;
      }
      sums.add(weight * value / outputs, weight);
    }
  }

  @Override
  public int curvatureFactors(int outputs) {
    return outputs;
  }

  /** The Hessian is 2 / outputs times the identity. */
  @Override
  public void curvatureFactor(LossBatch batch, int k) {
    int outputs = batch.outputs();
    Arrays.fill(batch.gradient(), 0, batch.rows() * outputs, 0);
    for (int row = 0; row < batch.rows(); row++) {
      batch.gradient()[row * outputs + k] = Math.sqrt(2 * batch.weight()[row] / outputs);
    }
  }
}
