package org.sparkprop.common.layer;

/**
 * A layer that adds to what is minimised a function of the means that its inputs have over all rows
 * of a round, wherever these are. [rows, numbers] → the same numbers.
 *
 * <p>The derivative of such a function by one row's input is that by the mean, over the rows; so it
 * is the same for all rows, but known only when all rows have gone forward. A round therefore has
 * two passes: the first takes the sums of the inputs, and the second, the usual one, adds the
 * derivatives, its slopes, to the gradient on its way back. The result is exact, whatever the
 * shards and micro-batches.
 */
public interface MeanPenalty extends Layer {
  /** The name of {@link #slopes} among the step's parameters. */
  String SLOPES = "slopes";

  /**
   * The penalty.
   *
   * @param means of each number, over all rows of the round
   * @throws UnusableInputException if the means are none that there is a penalty for
   */
  double penalty(double[] means);

  /** The penalty's derivative by each mean. */
  double[] slopes(double[] means);

  @Override
  default Shape outputShape(Shape input) {
    return input;
  }

  @Override
  default boolean isReshape() {
    return true;
  }

  @Override
  default void forward(Step step) {}
}
