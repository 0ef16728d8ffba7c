package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Members;

/**
 * A layer: an immutable record of hyper-parameters that knows its output's shape and its parameters
 * and runs forward and backward on tensors that a workspace owns. It holds no numbers itself, so
 * one layer serves any number of threads.
 *
 * <p>To add one: a record here, its name in {@link Members}, a numeric gradient check.
 */
@Members({Dense.class, ActivationLayer.class, Flatten.class, Reshape.class, Dropout.class})
public interface Layer {
  /**
   * The shape of a row's output.
   *
   * @throws IllegalArgumentException if this layer cannot take {@code input}; the message says what
   *     it expects and what to do, and is put behind the layer's number and name
   */
  Shape outputShape(Shape input);

  /** The parameters for inputs of this shape, in the order in which they lie in the flat vector. */
  default List<Parameter> parameters(Shape input) {
    return List.of();
  }

  /** Whether output and input are the same numbers under two shapes: then nothing is computed. */
  default boolean isReshape() {
    return false;
  }

  /**
   * Overwrites {@link Step#output}. Reads the input and the parameters, and keeps what it needs.
   */
  void forward(Step step);

  /**
   * Adds the parameters' gradients to {@link Step#gradient} and, where {@link
   * Step#needsInputGradient}, overwrites {@link Step#inputGradient}. May overwrite {@link
   * Step#outputGradient}; finds input, output and scratch as {@link #forward} left them.
   */
  void backward(Step step);
}
