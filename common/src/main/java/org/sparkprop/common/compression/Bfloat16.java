package org.sparkprop.common.compression;

import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Float32Vector;

/**
 * Numbers of eight significant bits in float32's range (Kalamkar et al. 2019, A study of BFLOAT16
 * for deep learning training): a float32 without its lower half. Shards' sums and the sums of all
 * nodes are rounded to the nearest, ties to even, as IEEE 754 rounds.
 *
 * <p>Nothing underflows that float32 can hold as a normal number. A number of more than 3.39·10^38
 * becomes infinite, where float32 ends 0.4% later: like any other gradient that is not finite it
 * ends the run with the parameter's name.
 */
public record Bfloat16() implements GradientCompression {
  private static final int SIGNIFICANT_BITS = 8;
  private static final int LEAST_EXPONENT = -126;
  private static final double LEAST_INFINITE = 0x1p128;

  @Override
  public void compress(FlatVector sum, double rows) {
    roundMerged(sum);
  }

  @Override
  public void roundMerged(FlatVector sum) {
    if (sum instanceof Float32Vector floats) {
      float[] values = floats.array();
      for (int i = 0; i < values.length; i++) {
        values[i] = round(values[i]);
      }
      return;
    }
    for (int i = 0; i < sum.length(); i++) {
      sum.set(i, round(sum.get(i)));
    }
  }

  static float round(float value) {
    int bits = Float.floatToRawIntBits(value);
    int up = bits + 0x7fff + ((bits >>> 16) & 1);
    return Float.isFinite(value) ? Float.intBitsToFloat(up & 0xffff0000) : value;
  }

  static double round(double value) {
    double rounded = Rounding.toSignificantBits(value, SIGNIFICANT_BITS, LEAST_EXPONENT);
    return Math.abs(rounded) >= LEAST_INFINITE
        ? Math.copySign(Double.POSITIVE_INFINITY, rounded)
        : rounded;
  }

  /** Whether the number is one of this form, so that its code gives it back. */
  static boolean holds(double value) {
    float narrow = (float) value;
    return narrow == value && (Float.floatToRawIntBits(narrow) & 0xffff) == 0;
  }

  /** The code of a number that this form {@link #holds}. */
  static short code(double value) {
    return (short) (Float.floatToRawIntBits((float) value) >>> 16);
  }

  static double value(short code) {
    return Float.intBitsToFloat(code << 16);
  }
}
