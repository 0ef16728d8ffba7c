package org.sparkprop.common.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * An exact sum of doubles and of their squares: the result is the same whatever the order of adding
 * and merging, so that statistics of a table do not depend on how its rows are partitioned.
 *
 * <p>A fixed-point number wide enough for every finite double and its square (a long accumulator,
 * Kulisch 1971): 136 limbs of 32 bits, the lowest bit worth 2⁻²¹⁴⁸, kept in longs so that carries
 * wait until 2²⁹ numbers have been added. That leaves room for 2⁶³ numbers of any size. NaN and
 * infinities are not accepted: whoever may meet them counts them apart.
 *
 * <p>Mutable; one thread at a time, for reading too.
 */
public final class ExactSum {
  private static final int LIMBS = 136;
  private static final int LOWEST_EXPONENT = -2148;
  private static final long MASK = 0xFFFFFFFFL;
  private static final int CARRY_EVERY = 1 << 29;

  /** The most bytes that {@link #encodeTo} writes; sums of everyday numbers take about 20. */
  public static final int ENCODED_BYTES = 2 * Short.BYTES + LIMBS * Integer.BYTES;

  private final long[] limbs = new long[LIMBS];
  private int addedSinceCarry;

  /**
   * Adds a finite number.
   *
   * @throws IllegalArgumentException for NaN or an infinity
   */
  public void add(double value) {
    long mantissa = mantissa(value);
    // value = ±mantissa · 2^(exponent − 1075)
    addAt(exponent(value) - 1075 - LOWEST_EXPONENT, mantissa, value < 0);
    countOne();
  }

  /**
   * Adds the square of a finite number, exactly: nothing is rounded, overflows or underflows.
   *
   * @throws IllegalArgumentException for NaN or an infinity
   */
  public void addSquare(double value) {
    long mantissa = mantissa(value);
    int position = 2 * (exponent(value) - 1075) - LOWEST_EXPONENT;
    addAt(position, mantissa * mantissa, false);
    addAt(position + Long.SIZE, Math.multiplyHigh(mantissa, mantissa), false);
    countOne();
  }

  private static long mantissa(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("expected a finite number, got " + value);
    }
    long fraction = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL;
    return Math.abs(value) < Double.MIN_NORMAL ? fraction : fraction | 1L << 52;
  }

  /** The biased exponent; that of subnormal numbers is 1, since they have no leading one. */
  private static int exponent(double value) {
    return Math.max(1, (int) (Double.doubleToRawLongBits(value) >>> 52) & 0x7FF);
  }

  /** Adds or subtracts 64 bits, of which the lowest goes to bit {@code position}. */
  private void addAt(int position, long bits, boolean negative) {
    int limb = position >>> 5;
    int shift = position & 31;
    long low = (bits << shift) & MASK;
    long middle = (bits >>> (32 - shift)) & MASK;
    long high = shift == 0 ? 0 : bits >>> (64 - shift);
    if (negative) {
      limbs[limb] -= low;
      limbs[limb + 1] -= middle;
      limbs[limb + 2] -= high;
    } else {
      limbs[limb] += low;
      limbs[limb + 1] += middle;
      limbs[limb + 2] += high;
    }
  }

  private void countOne() {
    addedSinceCarry++;
    if (addedSinceCarry >= CARRY_EVERY) {
      carry();
    }
  }

  /** Adds another sum, which is only read. */
  public void add(ExactSum other) {
    carry();
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] += other.limbs[i];
    }
    addedSinceCarry = other.addedSinceCarry;
    countOne();
  }

  /**
   * Brings every limb but the topmost into 0 … 2³² − 1; the topmost becomes 0, or −1 of a negative
   * sum.
   */
  private void carry() {
    for (int i = 0; i < LIMBS - 1; i++) {
      limbs[i + 1] += limbs[i] >> 32;
      limbs[i] &= MASK;
    }
    addedSinceCarry = 0;
  }

  /** The sum times 2²¹⁴⁸. */
  private BigInteger scaled() {
    carry();
    ByteBuffer bytes = ByteBuffer.allocate(LIMBS * Integer.BYTES);
    for (int i = LIMBS - 1; i >= 0; i--) {
      bytes.putInt((int) limbs[i]);
    }
    return new BigInteger(bytes.array());
  }

  /** The exact sum. */
  public BigDecimal exact() {
    BigInteger integer = scaled();
    if (integer.signum() == 0) {
      return BigDecimal.ZERO;
    }
    // integer · 2^−2148 = odd · 2^−left, which is odd · 5^left / 10^left where left is positive.
    int left = -LOWEST_EXPONENT - integer.getLowestSetBit();
    BigInteger odd = integer.shiftRight(integer.getLowestSetBit());
    return left <= 0
        ? new BigDecimal(odd.shiftLeft(-left))
        : new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(left)), left);
  }

  /** The sum, rounded once, half to even; infinite where it is beyond the largest double. */
  public double value() {
    return exact().doubleValue();
  }

  /** Writes the sum at the buffer's position and moves it. */
  public void encodeTo(ByteBuffer bytes) {
    BigInteger integer = scaled();
    int zeroBytes = Math.max(0, integer.getLowestSetBit()) / Byte.SIZE;
    byte[] rest = integer.shiftRight(zeroBytes * Byte.SIZE).toByteArray();
    bytes.putShort((short) zeroBytes).putShort((short) rest.length).put(rest);
  }

  /** Reads what {@link #encodeTo} wrote, and moves the buffer's position. */
  public static ExactSum decode(ByteBuffer bytes) {
    int zeroBytes = bytes.getShort();
    byte[] rest = new byte[bytes.getShort()];
    bytes.get(rest);
    BigInteger integer = new BigInteger(rest).shiftLeft(zeroBytes * Byte.SIZE);
    ExactSum sum = new ExactSum();
    for (int i = 0; i < LIMBS; i++) {
      sum.limbs[i] = integer.shiftRight(i * Integer.SIZE).intValue() & MASK;
    }
    sum.limbs[LIMBS - 1] = integer.signum() < 0 ? -1 : 0;
    return sum;
  }
}
