package org.sparkprop.common.activation;

import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), exact rather than by a tanh: f(x) = x Φ(x)
 * with the normal distribution's Φ(x) = ½ erfc(−x / √2) and density φ; derivative Φ(x) + x φ(x).
 *
 * <p>In float32 by {@link RationalForms}, with e^−z = (1 + t) / (1 − t), t = tanh(−z / 2): the value
 * within 5·10⁻⁷ max(1, |x|), the derivative within 10⁻⁶ of the true one. In float64 by {@link
 * ErrorFunction}. Infinity times zero, as at −∞, is not a number.
 */
public record Gelu() implements Activation {
  private static final double ROOT_HALF = 0.70710678118654752440;
  private static final double INVERSE_ROOT_TWO_PI = 0.39894228040143267794;

  @Override
  public boolean derivativeReadsInput() {
    return true;
  }

  @Override
  public void forward(Tensor input, Tensor output) {
    Elementwise.map(
        input,
        output,
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = 0.5f * x[i] * (1 + RationalForms.erf((float) ROOT_HALF * x[i]));
          }
        },
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = 0.5 * x[i] * ErrorFunction.complement(-ROOT_HALF * x[i]);
          }
        });
  }

  @Override
  public void backward(Tensor input, Tensor output, Tensor gradient) {
    Elementwise.combine(
        input,
        gradient,
        Gelu::floatGradient,
        (x, g, count) -> {
          for (int i = 0; i < count; i++) {
            double density = INVERSE_ROOT_TWO_PI * Math.exp(-0.5 * x[i] * x[i]);
            g[i] *= 0.5 * ErrorFunction.complement(-ROOT_HALF * x[i]) + x[i] * density;
          }
        });
  }

  /** Two loops: the compiler does not vectorise one that is as long as both together. */
  private static void floatGradient(float[] x, float[] g, int count) {
    float[] slope = Elementwise.spareFloats();
    for (int i = 0; i < count; i++) {
      float t = RationalForms.tanh(-0.25f * x[i] * x[i]);
      slope[i] = (float) INVERSE_ROOT_TWO_PI * x[i] * ((1 + t) / (1 - t));
    }
    for (int i = 0; i < count; i++) {
      g[i] *= 0.5f + 0.5f * RationalForms.erf((float) ROOT_HALF * x[i]) + slope[i];
    }
  }
}
