package org.sparkprop.common.compression;

/** Rounding to fewer significant bits than a double has. */
final class Rounding {
  private static final int BIAS = 1023;
  private static final int STORED_BITS = 52;

  private Rounding() {}

  /** 2^exponent; from −1022 to 1023. */
  static double powerOfTwo(int exponent) {
    return Double.longBitsToDouble((long) (exponent + BIAS) << STORED_BITS);
  }

  /**
   * The nearest number of so many significant bits, ties to even; below {@code leastExponent} the
   * numbers are as far apart as they are there (subnormal). Without a largest number. What is not
   * finite stays.
   */
  static double toSignificantBits(double value, int bits, int leastExponent) {
    int exponent = Math.getExponent(value);
    if (exponent > BIAS) {
      return value;
    }
    int step = Math.max(exponent, leastExponent) - (bits - 1);
    // Products with powers of two are exact, and rint rounds ties to even.
    return Math.rint(value * powerOfTwo(-step)) * powerOfTwo(step);
  }
}
