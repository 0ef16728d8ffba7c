package org.sparkprop.common.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * An exact sum of doubles: the result is the same whatever the order of adding and merging, so that
 * statistics of a table do not depend on how its rows are partitioned.
 *
 * <p>A fixed-point number wide enough for every finite double (a long accumulator, Kulisch 1971): 68
 * limbs of 32 bits, the lowest worth 2⁻¹⁰⁷⁴, kept in longs so that carries wait until 2³⁰ numbers
 * have been added. NaN and infinities are not accepted.
 *
 * <p>Mutable; one thread at a time.
 */
public final class ExactSum {
  private static final int LIMBS = 68;
  private static final int LOWEST_EXPONENT = -1074;
  private static final long MASK = 0xFFFFFFFFL;
  private static final int CARRY_EVERY = 1 << 29;

  /** Bytes that {@link #encodeTo} writes. */
  public static final int ENCODED_BYTES = LIMBS * Long.BYTES;

  private final long[] limbs = new long[LIMBS];
  private int addedSinceCarry;

  /**
   * Adds a finite number.
   *
   * @throws IllegalArgumentException for NaN or an infinity
   */
  public void add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("expected a finite number, got " + value);
    }
    if (value == 0) {
      return;
    }
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) ((bits >>> 52) & 0x7FF);
    long mantissa = bits & 0xFFFFFFFFFFFFFL;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 1L << 52;
    }
    // value = mantissa · 2^(exponent − 1075): the mantissa starts exponent − 1 bits above the lowest.
    int position = exponent - 1;
    int limb = position >>> 5;
    int shift = position & 31;
    long low = (mantissa << shift) & MASK;
    long middle = (mantissa >>> (32 - shift)) & MASK;
    long high = shift == 0 ? 0 : mantissa >>> (64 - shift);
    if (bits < 0) {
      limbs[limb] -= low;
      limbs[limb + 1] -= middle;
      limbs[limb + 2] -= high;
    } else {
      limbs[limb] += low;
      limbs[limb + 1] += middle;
      limbs[limb + 2] += high;
    }
    addedSinceCarry++;
    if (addedSinceCarry == CARRY_EVERY) {
      carry();
    }
  }

  /** Adds the exact square: a product of doubles is the sum of two doubles (Dekker 1971). */
  public void addSquare(double value) {
    double square = value * value;
    add(square);
    add(Math.fma(value, value, -square));
  }

  public void add(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] += other.limbs[i];
    }
    addedSinceCarry = 1;
  }

  /** Brings every limb but the topmost into 0 … 2³² − 1. */
  private void carry() {
    for (int i = 0; i < LIMBS - 1; i++) {
      limbs[i + 1] += limbs[i] >> 32;
      limbs[i] &= MASK;
    }
    addedSinceCarry = 0;
  }

  /** The exact sum. */
  public BigDecimal exact() {
    carry();
    BigInteger integer = BigInteger.ZERO;
    for (int i = LIMBS - 1; i >= 0; i--) {
      integer = integer.shiftLeft(32).add(BigInteger.valueOf(limbs[i]));
    }
    // integer · 2^−1074 = integer · 5^1074 / 10^1074, exactly.
    int scale = -LOWEST_EXPONENT;
    int zeros = Math.min(scale, Math.max(0, integer.getLowestSetBit()));
    int left = scale - zeros;
    return new BigDecimal(integer.shiftRight(zeros).multiply(BigInteger.valueOf(5).pow(left)), left);
  }

  /** The sum, rounded once. */
  public double value() {
    return exact().doubleValue();
  }

  public void encodeTo(ByteBuffer bytes) {
    carry();
    for (long limb : limbs) {
      bytes.putLong(limb);
    }
  }

  public static ExactSum decode(ByteBuffer bytes) {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < LIMBS; i++) {
      sum.limbs[i] = bytes.getLong();
    }
    return sum;
  }
}
