package org.sparkprop.common.activation;

/** The error function by its series of positive terms (Abramowitz and Stegun 1964, 7.1.6). */
final class ErrorSeries {
  private ErrorSeries() {}

  /** erf x = 2 / √π · e^−x² · Σ 2ⁿ x^(2n+1) / (1 · 3 · … · (2n + 1)). */
  static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
