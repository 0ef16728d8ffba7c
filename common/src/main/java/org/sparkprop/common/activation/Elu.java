package org.sparkprop.common.activation;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Exponential linear unit (Clevert, Unterthiner and Hochreiter 2016): f(x) = x for x &gt; 0 and
 * alpha · (eˣ − 1) otherwise, with the derivative alpha at 0.
 *
 * <p>In float32 eˣ − 1 = 2t / (1 − t) with t = tanh(x / 2) by {@link RationalForms}: within 5·10⁻⁷
 * of the true value, and relatively as exact as that near 0.
 *
 * @param alpha above 0; Clevert et al. have 1
 */
public record Elu(@Default("1") double alpha) implements Activation {
  public Elu {
    Require.positive("alpha", alpha);
  }

  @Override
  public void forward(Tensor input, Tensor output) {
    float floatAlpha = (float) alpha;
    double doubleAlpha = alpha;
    Elementwise.map(
        input,
        output,
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            float t = RationalForms.tanh(0.5f * Math.min(x[i], 0f));
            x[i] = Math.max(x[i], 0f) + floatAlpha * (2 * t / (1 - t));
          }
        },
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], 0.0) + doubleAlpha * Math.expm1(Math.min(x[i], 0.0));
          }
        });
  }

  /** The derivative is 1 where the output is positive, and otherwise the output + alpha. */
  @Override
  public void backward(Tensor input, Tensor output, Tensor gradient) {
    float floatAlpha = (float) alpha;
    double doubleAlpha = alpha;
    Elementwise.combine(
        output,
        gradient,
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            float step = Math.max(Math.min(y[i] * Float.MAX_VALUE * Float.MAX_VALUE, 1f), 0f);
            g[i] *= Math.min(y[i], 0f) + floatAlpha + step * (1 - floatAlpha);
          }
        },
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            double step = Math.max(Math.min(y[i] * Double.MAX_VALUE * Double.MAX_VALUE, 1.0), 0.0);
            g[i] *= Math.min(y[i], 0.0) + doubleAlpha + step * (1 - doubleAlpha);
          }
        });
  }
}
