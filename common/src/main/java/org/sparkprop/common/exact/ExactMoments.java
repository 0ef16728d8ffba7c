package org.sparkprop.common.exact;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;

/**
 * Count, mean and variance of finite numbers, from exact sums: independent of order and grouping.
 * Each result is worked out exactly and rounded at the end, to 60 digits and then to a double.
 *
 * <p>Mutable; one thread at a time, for reading too.
 */
public final class ExactMoments {
  /** The most bytes that {@link #encodeTo} writes; usually about 50. */
  public static final int ENCODED_BYTES = Long.BYTES + 2 * ExactSum.ENCODED_BYTES;

  private static final MathContext DIGITS = new MathContext(60);

  private final ExactSum sum;
  private final ExactSum squares;
  private long count;

  public ExactMoments() {
    this(new ExactSum(), new ExactSum(), 0);
  }

  private ExactMoments(ExactSum sum, ExactSum squares, long count) {
    this.sum = sum;
    this.squares = squares;
    this.count = count;
  }

  /**
   * Adds a finite number.
   *
   * @throws IllegalArgumentException for NaN or an infinity
   */
  public void add(double value) {
    sum.add(value);
    squares.addSquare(value);
    count++;
  }

  /** Adds the numbers of another one, which is only read. */
  public void add(ExactMoments other) {
    sum.add(other.sum);
    squares.add(other.squares);
    count += other.count;
  }

  public long count() {
    return count;
  }

  /** The mean; 0 of no numbers. */
  public double mean() {
    return count == 0 ? 0 : sum.exact().divide(BigDecimal.valueOf(count), DIGITS).doubleValue();
  }

  /** The mean squared distance from the mean, divided by the count; 0 of no numbers. */
  public double variance() {
    if (count == 0) {
      return 0;
    }
    // (Σx² − (Σx)² / n) / n = (n Σx² − (Σx)²) / n², with one rounding at the end.
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal total = sum.exact();
    BigDecimal variance =
        squares.exact().multiply(n).subtract(total.multiply(total)).divide(n.multiply(n), DIGITS);
    return variance.doubleValue();
  }

  /** Writes count and sums at the buffer's position and moves it. */
  public void encodeTo(ByteBuffer bytes) {
    bytes.putLong(count);
    sum.encodeTo(bytes);
    squares.encodeTo(bytes);
  }

  /** Reads what {@link #encodeTo} wrote, and moves the buffer's position. */
  public static ExactMoments decode(ByteBuffer bytes) {
    long count = bytes.getLong();
    ExactSum sum = ExactSum.decode(bytes);
    return new ExactMoments(sum, ExactSum.decode(bytes), count);
  }
}
