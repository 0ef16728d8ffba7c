package org.sparkprop.common.compression;

import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Numbers of IEEE 754's binary16, eleven significant bits, with a power of two for each block of
 * 256 numbers of the vector.
 *
 * <p>Binary16 alone reaches from 6·10^-8 to 65,504, and gradients lie outside on either side: their
 * scale depends on the network, the layer and the rows that are summed. One scale for all
 * (Micikevicius et al. 2018, Mixed precision training) would have to be found and to follow. Here
 * every block brings its own, by the block's largest number: that one is brought between 2^14 and
 * 2^15. So nothing overflows, whatever the sums grow to; numbers down to 2^-28 of the block's
 * largest keep eleven bits, smaller ones fewer, and those below 2^-39 of it become zero (and stay
 * with their shard, as all that rounding takes from a shard's sum does).
 *
 * <p>Blocks are counted from the vector's beginning, and a range of a vector that is merged by
 * itself begins where a block does; so the scale, like the rest, is a function of the node's sum
 * alone, and merging needs no agreement: two sums are added as numbers, and the sum's blocks get
 * their own scales. Numbers that are not finite stay so and do not count for the scale.
 *
 * <p>Rounding twice changes nothing: the scale is that of the largest number as it is rounded.
 */
public record Float16() implements GradientCompression {
  /** Numbers that share a scale. */
  public static final int BLOCK = 256;

  private static final int SIGNIFICANT_BITS = 11;
  private static final int LEAST_EXPONENT = -14;
  private static final int EXPONENT_OF_LARGEST = 14;
  private static final int LEAST_SCALE = -1022;

  /** So small that a scale for it would be below the least. */
  private static final int LEAST_EXPONENT_OF_LARGEST = -1000;

  /** The largest of eleven bits that a float holds; what is rounded up beyond it is not. */
  private static final double LARGEST_FLOAT = 0x1.ffcp127;

  private static final double LARGEST_DOUBLE = 0x1.ffcp1023;
  private static final int FRACTION_BITS = 10;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int SIGN = 0x8000;
  private static final int INFINITE = 0x7c00;
  private static final int NOT_A_NUMBER = 0x7e00;

  @Override
  public void compress(FlatVector sum, double rows) {
    roundMerged(sum);
  }

  @Override
  public void roundMerged(FlatVector sum) {
    double largest = sum.precision() == Precision.FLOAT32 ? LARGEST_FLOAT : LARGEST_DOUBLE;
    double[] block = new double[BLOCK];
    for (int from = 0; from < sum.length(); from += BLOCK) {
      int count = Math.min(BLOCK, sum.length() - from);
      sum.read(from, count, block);
      int scale = scale(block, count);
      for (int i = 0; i < count; i++) {
        double rounded = round(block[i], scale);
        boolean beyond = Math.abs(rounded) > largest && Double.isFinite(block[i]);
        block[i] = beyond ? Math.copySign(largest, rounded) : rounded;
      }
      sum.write(from, count, block);
    }
  }

  /** The exponent of the power of two that a block's numbers are divided by. */
  static int scale(double[] block, int count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double size = Math.abs(block[i]);
      if (size > largest && size < Double.POSITIVE_INFINITY) {
        largest = size;
      }
    }
    if (largest == 0) {
      return 0;
    }
    double rounded =
        Math.min(
            Double.MAX_VALUE,
            Rounding.toSignificantBits(largest, SIGNIFICANT_BITS, LEAST_EXPONENT_OF_LARGEST));
    return Math.max(LEAST_SCALE, Math.getExponent(rounded) - EXPONENT_OF_LARGEST);
  }

  /** A scale as it came, if it is one. */
  static int checkedScale(int scale) {
    if (scale < LEAST_SCALE || scale > -LEAST_SCALE) {
      throw new IllegalArgumentException(
          "expected a scale of %d to %d, got %d".formatted(LEAST_SCALE, -LEAST_SCALE, scale));
    }
    return scale;
  }

  static double round(double value, int scale) {
    return Rounding.toSignificantBits(
            value * Rounding.powerOfTwo(-scale), SIGNIFICANT_BITS, LEAST_EXPONENT)
        * Rounding.powerOfTwo(scale);
  }

  /** Whether a block's numbers are of this form under that scale, so that codes give them back. */
  static boolean holds(double[] block, int count, int scale) {
    for (int i = 0; i < count; i++) {
      double value = block[i];
      if (Double.isFinite(value) && round(value, scale) != value) {
        return false;
      }
    }
    return true;
  }

  /** The code of a number that is of this form under that scale, as binary16. */
  static short code(double value, int scale) {
    double scaled = value * Rounding.powerOfTwo(-scale);
    long bits = Double.doubleToRawLongBits(scaled);
    int sign = (int) (bits >>> 48) & SIGN;
    double size = Math.abs(scaled);
    if (Double.isNaN(size)) {
      return (short) (sign | NOT_A_NUMBER);
    }
    if (size == Double.POSITIVE_INFINITY) {
      return (short) (sign | INFINITE);
    }
    if (size < Rounding.powerOfTwo(LEAST_EXPONENT)) {
      return (short) (sign | (int) (size * Rounding.powerOfTwo(FRACTION_BITS - LEAST_EXPONENT)));
    }
    int exponent = Math.getExponent(size) - LEAST_EXPONENT + 1;
    int fraction = (int) (bits >>> (52 - FRACTION_BITS)) & FRACTION;
    return (short) (sign | exponent << FRACTION_BITS | fraction);
  }

  static double value(short code, int scale) {
    int exponent = (code & INFINITE) >>> FRACTION_BITS;
    int fraction = code & FRACTION;
    double size;
    if ((code & INFINITE) == INFINITE) {
      size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      size = fraction * Rounding.powerOfTwo(LEAST_EXPONENT - FRACTION_BITS);
    } else {
      size =
          (fraction + (1 << FRACTION_BITS))
              * Rounding.powerOfTwo(exponent - 1 + LEAST_EXPONENT - FRACTION_BITS);
    }
    return ((code & SIGN) == 0 ? size : -size) * Rounding.powerOfTwo(scale);
  }
}
