package org.sparkprop.common.activation;

import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), exact rather than by a tanh: f(x) = x
 * Φ(x) with the normal distribution's Φ(x) = ½ erfc(−x / √2) and density φ; derivative Φ(x) + x
 * φ(x).
 *
 * <p>In float32 by {@link RationalForms}, with f(x) = max(x, 0) − |x| Φ(−|x|), whose last term is
 * nothing beyond |x| = 6, and e^−z = (1 + t) / (1 − t), t = tanh(−z / 2): value and derivative
 * within 10⁻⁶ of the true ones. In float64 by {@link ErrorFunction}.
 */
public record Gelu() implements Activation {
  private static final double ROOT_HALF = 0.70710678118654752440;

  /** Beyond ±this Φ is 0 or 1 and φ is 0, also in float64; it keeps infinities away from zeros. */
  private static final double FAR = 50;

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
            float size = Math.max(x[i], -x[i]);
            float tail = 0.5f - 0.5f * RationalForms.erf((float) ROOT_HALF * size);
            x[i] = Math.max(x[i], 0f) - Math.min(size, 6f) * Math.max(tail, 0f);
          }
        },
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = 0.5 * Math.max(x[i], -FAR) * ErrorFunction.complement(-ROOT_HALF * x[i]);
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
            double near = Math.max(Math.min(x[i], FAR), -FAR);
            g[i] *= 0.5 * ErrorFunction.complement(-ROOT_HALF * x[i]) + near * density;
          }
        });
  }

  /** Two loops: the compiler does not vectorise one that is as long as both together. */
  private static void floatGradient(float[] x, float[] g, int count) {
    float[] slope = Elementwise.spareFloats();
    for (int i = 0; i < count; i++) {
      float t = RationalForms.tanh(-0.25f * x[i] * x[i]);
      float near = Math.max(Math.min(x[i], (float) FAR), (float) -FAR);
      slope[i] = (float) INVERSE_ROOT_TWO_PI * near * ((1 + t) / (1 - t));
    }
    for (int i = 0; i < count; i++) {
      g[i] *= 0.5f + 0.5f * RationalForms.erf((float) ROOT_HALF * x[i]) + slope[i];
    }
  }
}
