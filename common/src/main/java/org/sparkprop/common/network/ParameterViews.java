package org.sparkprop.common.network;

import java.util.function.IntConsumer;
import org.sparkprop.common.vector.Tensor;

/**
 * One parameter's part of the flat weights and of the flat gradient, in its own shape.
 *
 * @param gradient null where the parameter is a frozen layer's
 * @param touched is told which rows of the gradient were added to
 */
record ParameterViews(Tensor value, Tensor gradient, IntConsumer touched) {
  /** Where nobody wants to know which rows were added to. */
  ParameterViews(Tensor value, Tensor gradient) {
    this(value, gradient, row -> {});
  }
}
