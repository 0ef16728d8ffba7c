package org.sparkprop.common.gradient;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.compression.VectorDecoding;
import org.sparkprop.common.compression.VectorEncoding;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * What some rows contribute to a round: the sum of their weighted gradients, of their weighted
 * losses, of their weights, and their number. Sums only; the one division is {@link #meanGradient}.
 *
 * <p>Mutable, owned by whoever merges it.
 */
public final class GradientSum {
  private static final int HEADER_BYTES = 3 * Long.BYTES;

  private final FlatVector gradient;
  private double loss;
  private double weight;
  private long rows;

  /** Takes the vector over. */
  public GradientSum(FlatVector gradient, double loss, double weight, long rows) {
    this.gradient = gradient;
    this.loss = loss;
    this.weight = weight;
    this.rows = rows;
  }

  /** Adds another sum into this one. */
  public void add(GradientSum other) {
    gradient.add(other.gradient);
    loss += other.loss;
    weight += other.weight;
    rows += other.rows;
  }

  /** The sum itself, not a copy. */
  public FlatVector gradient() {
    return gradient;
  }

  public long rows() {
    return rows;
  }

  public double weight() {
    return weight;
  }

  /** Σ weight · loss / Σ weight; 0 without rows. */
  public double meanLoss() {
    return weight == 0 ? 0 : loss / weight;
  }

  /** Divides the gradient by the rows' weight in place and returns it; zeros stay without rows. */
  public FlatVector meanGradient() {
    if (weight != 0) {
      gradient.scale(1 / weight);
    }
    return gradient;
  }

  /** The same sum of a range of the gradient alone; a copy. */
  public GradientSum slice(int from, int count) {
    return new GradientSum(gradient.slice(from, count), loss, weight, rows);
  }

  /** The same loss, weight and rows with another gradient, which is taken over. */
  public GradientSum of(FlatVector other) {
    return new GradientSum(other, loss, weight, rows);
  }

  /** How many bytes {@link #encodeTo} writes: they depend on the numbers. */
  public long encodedBytes() {
    return encoding(0, gradient.length(), Medium.NETWORK).bytes();
  }

  /** More than this {@link #encodeTo} never writes, of a range of so many numbers. */
  public long mostBytes(int count) {
    return mostBytes(gradient.precision(), count);
  }

  /** More than this no sum with so many numbers takes. */
  public static long mostBytes(Precision precision, int count) {
    return HEADER_BYTES + VectorEncoding.mostBytes(precision, count);
  }

  public void encodeTo(ByteBuffer bytes) {
    encodeTo(bytes, 0, gradient.length());
  }

  /** Writes the sum with a range of the gradient alone, as {@link #slice} would be written. */
  public void encodeTo(ByteBuffer bytes, int from, int count) {
    encoding(from, count, Medium.NETWORK).encodeTo(bytes);
  }

  /** The sum with a range of the gradient alone, which must not change until it is written. */
  public Encoding encoding(int from, int count, Medium medium) {
    return new Encoding(this, VectorEncoding.of(gradient, from, count, medium));
  }

  /** A sum that is to be written, and what is known of it before. */
  public record Encoding(GradientSum sum, VectorEncoding range) {
    /** How many bytes {@link #encodeTo} writes. */
    public long bytes() {
      return HEADER_BYTES + range.bytes();
    }

    /** Writes at the position of a little-endian buffer. */
    public void encodeTo(ByteBuffer bytes) {
      bytes.putDouble(sum.loss).putDouble(sum.weight).putLong(sum.rows);
      range.encodeTo(bytes);
    }
  }

  /**
   * Reads what {@link #encodeTo} wrote; the buffer is little-endian both times.
   *
   * @param length of the gradient, which is allocated: not to be taken from the bytes unchecked
   */
  public static GradientSum decode(Precision precision, int length, ByteBuffer bytes) {
    return decode(precision, length, bytes, count -> FlatVector.zeros(precision, count));
  }

  /**
   * The same into vectors that somebody has.
   *
   * @param room gives one of so many numbers, whatever they are
   */
  public static GradientSum decode(
      Precision precision, int length, ByteBuffer bytes, IntFunction<FlatVector> room) {
    double loss = bytes.getDouble();
    double weight = bytes.getDouble();
    long rows = bytes.getLong();
    return new GradientSum(
        VectorDecoding.decode(precision, length, bytes, room), loss, weight, rows);
  }
}
