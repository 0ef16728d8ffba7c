package org.sparkprop.common.random;

/**
 * Normal numbers by sixteen random bits each: 65,536 equally likely values, the normal
 * distribution's quantiles at (i + ½) / 65,536, stretched a little so that the variance is exactly
 * 1. The largest is 4.3. A look into a table that a second-level cache holds, at a tenth of the
 * cost of the polar method's logarithms: for noise on activations, not for statistics on tails.
 */
public final class NormalTable {
  private static final int HALF = 1 << 15;
  private static final double SHARE = 0.5 / HALF;

  /** Nodes and weights of Gauss-Legendre quadrature with three points on [−1, 1]. */
  private static final double NODE = 0.7745966692414834;

  private static final double OUTER = 5.0 / 9;
  private static final double INNER = 8.0 / 9;

  private static final double[] UPPER = upperHalf();

  private NormalTable() {}

  /** The value of the lower sixteen bits. */
  public static double of(int bits) {
    int index = bits & (2 * HALF - 1);
    return index >= HALF ? UPPER[index - HALF] : -UPPER[HALF - 1 - index];
  }

  private static double[] upperHalf() {
    double[] quantiles = new double[HALF];
    double from = 0;
    double squares = 0;
    for (int i = 0; i < HALF; i++) {
      from = next(from, i == 0 ? SHARE / 2 : SHARE);
      quantiles[i] = from;
      squares += from * from;
    }
    double stretch = 1 / Math.sqrt(squares / HALF);
    for (int i = 0; i < HALF; i++) {
      quantiles[i] *= stretch;
    }
    return quantiles;
  }

  /** Where {@code share} of the distribution lies between {@code from} and there, by Newton. */
  private static double next(double from, double share) {
    double to = from + share / density(from);
    for (int i = 0; i < 6; i++) {
      double middle = (from + to) / 2;
      double half = (to - from) / 2;
      double between =
          half
              * (OUTER * (density(middle - half * NODE) + density(middle + half * NODE))
                  + INNER * density(middle));
      to -= (between - share) / density(to);
    }
    return to;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
  }
}
