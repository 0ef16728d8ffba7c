package org.sparkprop.common.loss;

import org.sparkprop.common.configuration.Members;

/**
 * What training makes small: a value for each row, from the last layer's output and the row's
 * target. A round's loss is Σ weight · value / Σ weight over its rows; only the two sums and the
 * gradient of the first travel, and the one division is the driver's.
 */
@Members({
  SoftmaxCrossEntropy.class,
  SigmoidCrossEntropy.class,
  MeanSquaredError.class,
  MeanAbsoluteError.class,
  Huber.class
})
public interface Loss {
  /** What the targets of this loss are. */
  TargetKind targetKind();

  /**
   * How many numbers a row's target has for a last layer of {@code outputs} numbers: 1 for a class
   * index.
   */
  default int targetWidth(int outputs) {
    return targetKind() == TargetKind.CLASS_INDEX ? 1 : outputs;
  }

  /**
   * Checks this loss against a last layer of {@code outputs} numbers.
   *
   * @throws IllegalArgumentException if they do not fit; the message says what is expected and is
   *     put behind the loss's name
   */
  default void check(int outputs) {}

  /**
   * Adds Σ weight · value and Σ weight over the batch's rows to {@code sums} and overwrites {@code
   * batch.gradient()} with the gradient of the first sum.
   */
  void accumulate(LossBatch batch, LossSums sums);

  /**
   * What a row counts in Σ weight: its weight, and what its target makes of that.
   *
   * @param batch whose output and gradient are not read
   */
  default double weight(LossBatch batch, int row) {
    return batch.weight()[row];
  }

  /**
   * Of how many vectors a row's Hessian by its {@code outputs} outputs is made, see {@link
   * #curvatureFactor}; 0 for losses that have none to go by.
   */
  default int curvatureFactors(int outputs) {
    return 0;
  }

  /**
   * Overwrites {@code batch.gradient()} with the vector s₍ₖ₎ of each row: the Hessian of weight ·
   * value by the row's outputs is Σₖ s₍ₖ₎ s₍ₖ₎ᵀ.
   *
   * @param k below {@link #curvatureFactors}
   */
  default void curvatureFactor(LossBatch batch, int k) {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " has no curvature");
  }

  /**
   * Turns outputs into predictions in place: logits into probabilities, for instance.
   *
   * @param output {@code rows} times {@code outputs} numbers, row after row
   */
  default void predict(double[] output, int rows, int outputs) {}
}
