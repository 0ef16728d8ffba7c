package org.sparkprop.common.activation;

/**
 * The complementary error function in float64, by the rational Chebyshev approximations of Cody
 * (1969, Rational Chebyshev approximations for the error function), with a relative error of a few
 * 10⁻¹⁶.
 */
final class ErrorFunction {
  private static final double INVERSE_ROOT_PI = 0.56418958354775628695;

  /** Up to here erf is approximated, and beyond it erfc. */
  private static final double SMALL = 0.46875;

  private static final double[] ERF_P = {
    1.85777706184603153e-1,
    3.16112374387056560e00,
    1.13864154151050156e02,
    3.77485237685302021e02,
    3.20937758913846947e03
  };
  private static final double[] ERF_Q = {
    1,
    2.36012909523441209e01,
    2.44024637934444173e02,
    1.28261652607737228e03,
    2.84423683343917062e03
  };
  private static final double[] MIDDLE_P = {
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e00,
    6.61191906371416295e01,
    2.98635138197400131e02,
    8.81952221241769090e02,
    1.71204761263407058e03,
    2.05107837782607147e03,
    1.23033935479799725e03
  };
  private static final double[] MIDDLE_Q = {
    1,
    1.57449261107098347e01,
    1.17693950891312499e02,
    5.37181101862009858e02,
    1.62138957456669019e03,
    3.29079923573345963e03,
    4.36261909014324716e03,
    3.43936767414372164e03,
    1.23033935480374942e03
  };
  private static final double[] TAIL_P = {
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4
  };
  private static final double[] TAIL_Q = {
    1,
    2.56852019228982242e00,
    1.87295284992346047e00,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
  };

  private ErrorFunction() {}

  /** erfc x = 1 − erf x. */
  static double complement(double x) {
    double size = Math.abs(x);
    if (size <= SMALL) {
      return 1 - x * polynomial(ERF_P, x * x) / polynomial(ERF_Q, x * x);
    }
    double tail = size <= 4 ? middle(size) : far(size);
    return x < 0 ? 2 - tail : tail;
  }

  private static double middle(double x) {
    return gaussian(x) * polynomial(MIDDLE_P, x) / polynomial(MIDDLE_Q, x);
  }

  private static double far(double x) {
    double s = 1 / (x * x);
    double fraction = s * polynomial(TAIL_P, s) / polynomial(TAIL_Q, s);
    return gaussian(x) * (INVERSE_ROOT_PI - fraction) / x;
  }

  /** exp(−x²), with x² split in two so that its rounding does not blow up, as in Cody's program. */
  private static double gaussian(double x) {
    double coarse = Math.floor(x * 16) / 16;
    return Double.isInfinite(x)
        ? 0
        : Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
  }

  /** Horner's scheme, the highest power first. */
  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (double coefficient : coefficients) {
      value = value * x + coefficient;
    }
    return value;
  }
}
