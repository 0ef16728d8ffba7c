package org.sparkprop.common.activation;

import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.vector.Tensor;

/** A function applied to each number by itself, and its derivative. */
@Members({Identity.class, Relu.class})
public interface Activation {
  /** {@code output ← f(input)}; the two may be one tensor if not {@link #derivativeReadsInput}. */
  void forward(Tensor input, Tensor output);

  /**
   * {@code gradient ← gradient · f′(input)}, by way of {@code output = f(input)} where that is
   * enough; {@code input} is meaningful only where {@link #derivativeReadsInput}.
   */
  void backward(Tensor input, Tensor output, Tensor gradient);

  /** Whether {@link #backward} needs the input, and cannot do with the output alone. */
  default boolean derivativeReadsInput() {
    return false;
  }
}
