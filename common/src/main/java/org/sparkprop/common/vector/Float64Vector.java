package org.sparkprop.common.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** {@link FlatVector} over a {@code double} array, which it owns. */
public final class Float64Vector implements FlatVector {
  private final double[] values;

  public Float64Vector(double[] values) {
    this.values = values;
  }

  /** The array itself, not a copy. */
  public double[] array() {
    return values;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT64;
  }

  @Override
  public int length() {
    return values.length;
  }

  @Override
  public double get(int index) {
    return values[index];
  }

  @Override
  public void set(int index, double value) {
    values[index] = value;
  }

  @Override
  public void read(int from, int count, double[] into) {
    System.arraycopy(values, from, into, 0, count);
  }

  @Override
  public void write(int from, int count, double[] source) {
    System.arraycopy(source, 0, values, from, count);
  }

  @Override
  public void add(FlatVector other) {
    double[] addend = addend(other);
    for (int i = 0; i < values.length; i++) {
      values[i] += addend[i];
    }
  }

  @Override
  public void addScaled(FlatVector other, double factor) {
    double[] addend = addend(other);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] + factor * addend[i];
    }
  }

  private double[] addend(FlatVector other) {
    double[] addend = ((Float64Vector) other).values;
    if (addend.length != values.length) {
      throw new IllegalArgumentException(
          "expected a vector of length " + values.length + ", got " + addend.length);
    }
    return addend;
  }

  @Override
  public void scale(double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * factor;
    }
  }

  @Override
  public int firstNonFinite(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Double.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public FlatVector copy() {
    return new Float64Vector(values.clone());
  }

  @Override
  public FlatVector slice(int from, int count) {
    return new Float64Vector(Arrays.copyOfRange(values, from, from + count));
  }

  @Override
  public void setSlice(int from, FlatVector part) {
    double[] numbers = ((Float64Vector) part).values;
    System.arraycopy(numbers, 0, values, from, numbers.length);
  }

  @Override
  public void encodeTo(ByteBuffer bytes, int from, int count) {
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values, from, count);
    bytes.position(bytes.position() + count * Double.BYTES);
  }

  @Override
  public void decodeFrom(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    bytes.position(bytes.position() + values.length * Double.BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Float64Vector that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
