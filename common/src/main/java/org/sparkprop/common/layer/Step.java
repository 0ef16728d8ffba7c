package org.sparkprop.common.layer;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/**
 * What a layer works on in one pass over a micro-batch. All tensors belong to the workspace, keep
 * their places for the whole run, and have the micro-batch's rows as first dimension, except
 * parameters and their gradients.
 */
public interface Step {
  int rows();

  /** How many of the network's own rows these are: fewer where each has several steps in here. */
  default int networkRows() {
    return rows();
  }

  /** Whether this pass is for training: dropout and the like do nothing otherwise. */
  boolean training();

  /** Read only. */
  Tensor input();

  /** The input where it is sparse, and else nothing; read only. */
  default Optional<SparseRows> sparseInput() {
    return Optional.empty();
  }

  /** Overwritten by forward. */
  Tensor output();

  /** Loss with respect to the output; backward may overwrite it. */
  Tensor outputGradient();

  /** Whether any earlier layer wants the gradient of the input. */
  boolean needsInputGradient();

  /** Overwritten by backward; only where {@link #needsInputGradient}. */
  Tensor inputGradient();

  /**
   * Whether the layer has parameters that are trained. A frozen layer has none: it adds to no
   * gradient, and its statistics, if it has such, are those that it was frozen with.
   */
  default boolean learns() {
    return true;
  }

  /** A parameter of this layer, or the values of a {@link BatchStatistic}; read only. */
  Tensor parameter(String name);

  /**
   * The gradient sum of a parameter of this layer, to be added to; only where it {@link #learns}.
   */
  Tensor gradient(String name);

  /** Is told the rows of a parameter's gradient that are added to: {@link Layer#gradientsByRow}. */
  default IntConsumer touched(String name) {
    return row -> {};
  }

  /**
   * A tensor of this layer's own, [rows, shape…], made at its first use and kept: what forward
   * leaves in it is there in backward.
   */
  Tensor scratch(String name, Shape shape);

  /** The same without rows: a tensor of the given shape, for what belongs to no row. */
  Tensor buffer(String name, Shape shape);

  /** Ones, [rows, 1]: a product with them sums or repeats rows faster than a reduction. */
  Tensor ones();

  /** The pass through one of {@link Layer#branches}, by its place in that list. */
  BranchStep branch(int index);

  /** Which steps of the input count; {@link Mask#NONE} where nobody said that some do not. */
  Mask mask();

  /** To be overwritten by forward; only where {@link Layer#marksSteps}. */
  Mask outputMask();

  /**
   * Random numbers of this layer for one row of the micro-batch (from 0), the same wherever and
   * however often that row is computed in this round.
   */
  RandomStream random(int row);
}
