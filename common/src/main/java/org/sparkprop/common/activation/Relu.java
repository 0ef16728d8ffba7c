package org.sparkprop.common.activation;

import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/** Rectified linear unit (Nair and Hinton 2010): f(x) = max(x, 0), with derivative 0 at 0. */
public record Relu() implements Activation {
  @Override
  public void forward(Tensor input, Tensor output) {
    Elementwise.map(
        input,
        output,
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], 0f);
          }
        },
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], 0.0);
          }
        });
  }

  /**
   * The derivative, 1 where the output is positive and else 0, is the minimum of 1 and the output
   * blown up past 1, the least denormal number included: a branch would not be vectorised.
   */
  @Override
  public void backward(Tensor input, Tensor output, Tensor gradient) {
    Elementwise.combine(
        output,
        gradient,
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            g[i] *= Math.min(y[i] * Float.MAX_VALUE * Float.MAX_VALUE, 1f);
          }
        },
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            g[i] *= Math.min(y[i] * Double.MAX_VALUE * Double.MAX_VALUE, 1.0);
          }
        });
  }
}
