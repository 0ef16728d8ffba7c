package org.sparkprop.common.loss;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Huber's loss (1964), the mean over a row's outputs: with d = x − t it is ½ d² up to |d| = delta
 * and delta (|d| − ½ delta) beyond, with the gradient d, held within ±delta, over outputs.
 *
 * <p>Example: outputs (3, 0.5) and targets (1, 1) with delta 1 give (1.5 + 0.125) / 2 = 0.8125 and
 * the gradient (1, −0.5) / 2 = (0.5, −0.25).
 *
 * @param delta where the square ends, above 0
 */
public record Huber(@Default("1") double delta) implements Loss {
  public Huber {
    Require.positive("delta", delta);
  }

  public Huber() {
    this(1);
  }

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
        // ½ d² inside and delta (|d| − ½ delta) outside are both this with d held within ±delta.
        double held = Math.max(Math.min(difference, delta), -delta);
        value += held * (difference - 0.5 * held);
        batch.gradient()[i] = weight * held / outputs;
      }
      sums.add(weight * value / outputs, weight);
    }
  }
}
