package org.sparkprop.common.exact;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;

/** Count, mean and variance of numbers, from exact sums: independent of order and grouping. */
public final class ExactMoments {
  /** Bytes that {@link #encodeTo} writes. */
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

  /** Adds a finite number. */
  public void add(double value) {
    sum.add(value);
    squares.addSquare(value);
    count++;
  }

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
    return count == 0
        ? 0
        : sum.exact().divide(BigDecimal.valueOf(count), DIGITS).doubleValue();
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
        squares
            .exact()
            .multiply(n)
            .subtract(total.multiply(total))
            .divide(n.multiply(n), DIGITS);
    return Math.max(0, variance.doubleValue());
  }

  public void encodeTo(ByteBuffer bytes) {
    bytes.putLong(count);
    sum.encodeTo(bytes);
    squares.encodeTo(bytes);
  }

  public static ExactMoments decode(ByteBuffer bytes) {
    long count = bytes.getLong();
    ExactSum sum = ExactSum.decode(bytes);
    return new ExactMoments(sum, ExactSum.decode(bytes), count);
  }
}
