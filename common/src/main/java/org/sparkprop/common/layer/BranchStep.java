package org.sparkprop.common.layer;

import org.sparkprop.common.vector.Tensor;

/**
 * One pass through a {@link Branch}, run by the layer that holds it. The tensors have rows times
 * {@link Branch#repeats} rows.
 */
public interface BranchStep {
  /** Filled before {@link #forward} by the outer layer if it is the branch's own. */
  Tensor input();

  /** Which steps of the input count; if the input is the branch's own, to be overwritten too. */
  Mask mask();

  /** What {@link #forward} leaves; read only. */
  Tensor output();

  /** To be overwritten before {@link #backward}. */
  Tensor outputGradient();

  /**
   * What {@link #backward} leaves, where the outer layer's input gradient is wanted; the outer
   * layer's own unless the input is the branch's own.
   */
  Tensor inputGradient();

  /** Runs all layers, for training if the outer step is. */
  void forward();

  /** Runs all layers back. */
  void backward();
}
