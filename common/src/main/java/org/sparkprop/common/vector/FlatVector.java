package org.sparkprop.common.vector;

import java.nio.ByteBuffer;

/**
 * A flat vector of numbers on the heap: all parameters of a network, their gradient, or one vector
 * of an update rule's state. Stored in the run's {@link Precision}; read and written as doubles, so
 * that what computes on it is written once for both precisions.
 *
 * <p>Not thread-safe; whoever holds one owns it.
 */
public sealed interface FlatVector permits Float32Vector, Float64Vector {

  static FlatVector zeros(Precision precision, int length) {
    return switch (precision) {
      case FLOAT32 -> new Float32Vector(new float[length]);
      case FLOAT64 -> new Float64Vector(new double[length]);
    };
  }

  static FlatVector of(Precision precision, double... values) {
    FlatVector vector = zeros(precision, values.length);
    vector.write(0, values.length, values);
    return vector;
  }

  /** A vector of the numbers that {@code bytes} holds from its position on, little-endian. */
  static FlatVector decode(Precision precision, int length, ByteBuffer bytes) {
    FlatVector vector = zeros(precision, length);
    vector.decodeFrom(bytes);
    return vector;
  }

  Precision precision();

  int length();

  double get(int index);

  void set(int index, double value);

  /** Reads {@code count} numbers from index {@code from} on into the start of {@code into}. */
  void read(int from, int count, double[] into);

  /**
   * Overwrites {@code count} numbers from index {@code from} on with the start of {@code values}.
   */
  void write(int from, int count, double[] values);

  /** Makes all numbers zeros. */
  void clear();

  /**
   * Overwrites all numbers with those of a tensor of the same length and precision.
   *
   * @param live where that may hold anything but zeros; this vector keeps it, and does less as long
   *     as nothing else is written into it
   */
  void copyFrom(Tensor source, LivePages live);

  /** Adds {@code other}, of the same length and precision, element by element. */
  void add(FlatVector other);

  /** Adds {@code factor} times {@code other}, of the same length and precision; rounded once. */
  void addScaled(FlatVector other, double factor);

  /** Multiplies every element. */
  void scale(double factor);

  /** The first of {@code count} indices from {@code from} on whose number is not finite, or −1. */
  int firstNonFinite(int from, int count);

  FlatVector copy();

  /** A copy of {@code count} numbers from index {@code from} on. */
  FlatVector slice(int from, int count);

  /** Overwrites the numbers from index {@code from} on with all of {@code part}'s. */
  void setSlice(int from, FlatVector part);

  /**
   * Writes {@code count} numbers from index {@code from} on, little-endian, at the buffer's
   * position, and moves it.
   */
  void encodeTo(ByteBuffer bytes, int from, int count);

  /** Writes all numbers, little-endian, at the buffer's position, and moves it. */
  default void encodeTo(ByteBuffer bytes) {
    encodeTo(bytes, 0, length());
  }

  /** All numbers as {@link #encodeTo} writes them. */
  default byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(encodedBytes()));
    encodeTo(bytes);
    return bytes.array();
  }

  /** Overwrites all numbers from the buffer's position on, little-endian, and moves it. */
  void decodeFrom(ByteBuffer bytes);

  /** How many bytes {@link #encodeTo} writes. */
  default long encodedBytes() {
    return (long) length() * precision().bytes();
  }

  default double[] toDoubles() {
    double[] values = new double[length()];
    read(0, values.length, values);
    return values;
  }
}
