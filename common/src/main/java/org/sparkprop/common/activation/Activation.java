package org.sparkprop.common.activation;

import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.vector.Tensor;

/**
 * A function applied to each number by itself, and its derivative.
 *
 * <p>In float32 the members are branch-free loops of additions, products, quotients, minima and
 * maxima alone, which the compiler turns into vector instructions and whose bits Java defines
 * exactly. In float64 they are as exact as {@link Math}; of its functions only those are used whose
 * bits are the same in interpreted and compiled code: {@code exp}, for which HotSpot runs one and
 * the same stub in both, and {@code tanh}, {@code expm1} and {@code log1p}, which are StrictMath's.
 *
 * <p>Not-a-number in gives not-a-number out, forward and backward, so that a run that diverges is
 * noticed.
 */
@Members({
  Identity.class,
  Relu.class,
  LeakyRelu.class,
  Elu.class,
  Gelu.class,
  Sigmoid.class,
  Tanh.class,
  Softplus.class
})
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
