package org.sparkprop.common.activation;

import org.sparkprop.common.vector.Elementwise;
import org.sparkprop.common.vector.Tensor;

/**
 * Softplus (Dugas et al. 2001): f(x) = log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), derivative 1 −
 * e^−f.
 *
 * <p>In float32 with t = tanh(−|x| / 2) by {@link RationalForms} e^−|x| is (1 + t) / (1 − t), and
 * the logarithm is 2 artanh u with u = (1 + t) / (3 − t) ≤ ⅓, of which seven terms of the series
 * are enough: within 4·10⁻⁷ + 10⁻⁷ f of the true value and never negative.
 */
public record Softplus() implements Activation {
  @Override
  public void forward(Tensor input, Tensor output) {
    Elementwise.map(
        input,
        output,
        Softplus::floats,
        (x, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], 0.0) + Math.log1p(Math.exp(-Math.abs(x[i])));
          }
        });
  }

  /** Two loops: the compiler does not vectorise one that is as long as both together. */
  private static void floats(float[] x, int count) {
    float[] u = Elementwise.spareFloats();
    for (int i = 0; i < count; i++) {
      float t = RationalForms.tanh(0.5f * Math.min(x[i], -x[i]));
      u[i] = (1 + t) / (3 - t);
    }
    for (int i = 0; i < count; i++) {
      float s = u[i] * u[i];
      float series = 2f / 13;
      series = series * s + 2f / 11;
      series = series * s + 2f / 9;
      series = series * s + 2f / 7;
      series = series * s + 2f / 5;
      series = series * s + 2f / 3;
      series = series * s + 2f;
      x[i] = Math.max(x[i], 0f) + u[i] * series;
    }
  }

  /** 1 − e^−f is 2t / (1 + t) with t = tanh(f / 2). */
  @Override
  public void backward(Tensor input, Tensor output, Tensor gradient) {
    Elementwise.combine(
        output,
        gradient,
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            float t = RationalForms.tanh(0.5f * y[i]);
            g[i] *= 2 * t / (1 + t);
          }
        },
        (y, g, count) -> {
          for (int i = 0; i < count; i++) {
            g[i] *= -Math.expm1(-y[i]);
          }
        });
  }
}
