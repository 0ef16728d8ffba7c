package org.sparkprop.common.activation;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Leaky rectified linear unit (Maas, Hannun and Ng 2013): f(x) = x for x &gt; 0 and slope · x
 * otherwise, with the derivative slope at 0.
 *
 * @param slope above 0, below 1; Maas et al. have 0.01
 */
public record LeakyRelu(@Default("0.01") double slope) implements Activation {
  public LeakyRelu {
    Require.that(slope > 0 && slope < 1, "slope: expected a number between 0 and 1, got %s", slope);
  }

  @Override
  public void forward(Tensor input, Tensor output) {
    float floatSlope = (float) slope;
    double doubleSlope = slope;
    Elementwise.map(
        input,
        output,
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], floatSlope * x[i]);
          }
        },
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], doubleSlope * x[i]);
          }
        });
  }

  /** The derivative is the larger of the slope and {@link Relu}'s derivative. */
  @Override
  public void backward(Tensor input, Tensor output, Tensor gradient) {
    float floatSlope = (float) slope;
    double doubleSlope = slope;
    Elementwise.combine(
        output,
        gradient,
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            float step = Math.min(y[i] * Float.MAX_VALUE * Float.MAX_VALUE, 1f);
            g[i] *= Math.max(step, floatSlope);
          }
        },
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            double step = Math.min(y[i] * Double.MAX_VALUE * Double.MAX_VALUE, 1.0);
            g[i] *= Math.max(step, doubleSlope);
          }
        });
  }
}
