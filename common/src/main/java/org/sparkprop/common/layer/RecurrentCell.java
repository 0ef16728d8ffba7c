package org.sparkprop.common.layer;

/**
 * What a recurrent layer does at one step with the sums that go into its gates: element by element,
 * on a {@link CellBlock} of some rows. The two matrix products of a step and those of the way back
 * are {@link Recurrence}'s.
 *
 * <p>In float32 the loops are branch-free and vectorised, each over one result, as those of the
 * {@linkplain org.sparkprop.common.activation activations}.
 */
interface RecurrentCell {
  /** How many sums go into a unit: the products have this many times {@code units} columns. */
  int gates();

  /** How many numbers a unit keeps at each step for the way back. */
  int kept();

  /** Whether a unit has a memory cell beside its output. */
  boolean hasState();

  /**
   * Whether the sum over the last outputs goes into a gate otherwise than added to that over the
   * inputs, so that the two have other gradients and other biases.
   */
  boolean separatesSums();

  /**
   * From {@code inputSums}, {@code outputSums}, the biases and what was before, overwrites {@code
   * kept}, {@code output} and, if there is one, {@code state}.
   */
  void forward(CellBlock block);

  /**
   * From what {@link #forward} read and left but the sums, and from {@code outputGradient},
   * overwrites {@code inputSums} (and {@code outputSums} if they are separate) with the sums'
   * gradients and {@code gradientBefore} with the last output's as far as it does not go through
   * the sums; turns {@code stateGradient} into that of the state before.
   */
  void backward(CellBlock block);
}
