package org.sparkprop.common.loss;

/**
 * Absolute error, the mean over a row's outputs: |x − t|, with the gradient sign(x − t) / outputs,
 * which is 0 where x = t.
 *
 * <p>Example: outputs (3, 0) and targets (1, 1) give (2 + 1) / 2 = 1.5 and the gradient (0.5,
 * −0.5).
 */
public record MeanAbsoluteError() implements Loss {
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
        value += Math.abs(difference);
        batch.gradient()[i] = weight * Math.signum(difference) / outputs;
      }
      sums.add(weight * value / outputs, weight);
    }
  }
}
