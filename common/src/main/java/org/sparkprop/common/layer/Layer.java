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
@Members({
  Dense.class,
  ActivationLayer.class,
  Flatten.class,
  Reshape.class,
  Dropout.class,
  Residual.class,
  TimeDistributed.class
})
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
    return Branch.parameters(branches(input));
  }

  /**
   * The layers that this one holds, in sequences that it runs through {@link Step#branch}. Their
   * parameters are among {@link #parameters}; memory, random numbers and the rest are the
   * workspace's business.
   */
  default List<Branch> branches(Shape input) {
    return List.of();
  }

  /** How many numbers of {@link Step#scratch} a row takes, those of nested layers not counted. */
  default long scratchSize(Shape input) {
    return 0;
  }

  /**
   * Whether this layer says itself which steps of its output count, in {@link Step#outputMask}.
   * Otherwise what is known of the input's steps holds for the output's, as long as there are as
   * many: where the output has two or more dimensions and the first is the number of steps.
   */
  default boolean marksSteps() {
    return false;
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
