package org.sparkprop.common.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** {@link FlatVector} over a {@code float} array, which it owns. */
public final class Float32Vector implements FlatVector {
  /**
   * As many numbers are computed with in double precision together. Turned into doubles one by one,
   * in the loop that computes, they take four times as long: such a loop is not made vector
   * instructions, and each conversion waits for the one before.
   */
  private static final int BLOCK = 2048;

  private final float[] values;

  /** Where there may be other numbers than zeros; null: anywhere. */
  private LivePages live;

  public Float32Vector(float[] values) {
    this.values = values;
  }

  /** The array itself, not a copy. */
  public float[] array() {
    live = null;
    return values;
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
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
    live = null;
    values[index] = (float) value;
  }

  @Override
  public void read(int from, int count, double[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = values[from + i];
    }
  }

  @Override
  public void write(int from, int count, double[] source) {
    live = null;
    put(from, count, source);
  }

  private void put(int from, int count, double[] source) {
    for (int i = 0; i < count; i++) {
      values[from + i] = (float) source[i];
    }
  }

  @Override
  public void clear() {
    live = null;
    Arrays.fill(values, 0f);
  }

  @Override
  public void copyFrom(Tensor source, LivePages of) {
    if (source.length() != values.length) {
      throw new IllegalArgumentException(
          "expected " + values.length + " numbers, got " + source.length());
    }
    LivePages before = live == null ? of.others() : live.without(of);
    before.forEach((from, count) -> Arrays.fill(values, from, from + count, 0f));
    of.forEach((from, count) -> source.read(from, count, values, from));
    live = of.copy();
  }

  @Override
  public void add(FlatVector other) {
    requireAsLong(other);
    float[] addend = ((Float32Vector) other).values;
    LivePages others = ((Float32Vector) other).live;
    if (live == null || others == null) {
      live = null;
      add(addend, 0, values.length);
    } else {
      // Where only one of both has numbers too: −0 and 0 make 0.
      live.add(others);
      live.forEach((from, count) -> add(addend, from, count));
    }
  }

  private void add(float[] addend, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] += addend[i];
    }
  }

  @Override
  public void addScaled(FlatVector other, double factor) {
    live = null;
    requireAsLong(other);
    double[] sum = new double[Math.min(BLOCK, values.length)];
    double[] addend = new double[sum.length];
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      read(from, count, sum);
      other.read(from, count, addend);
      for (int i = 0; i < count; i++) {
        sum[i] += factor * addend[i];
      }
      put(from, count, sum);
    }
  }

  private void requireAsLong(FlatVector other) {
    if (other.length() != values.length) {
      throw new IllegalArgumentException(
          "expected a vector of length " + values.length + ", got " + other.length());
    }
  }

  @Override
  public void scale(double factor) {
    if (live == null || !(factor > 0 && Double.isFinite(factor))) {
      live = null;
      scale(factor, 0, values.length);
    } else {
      live.forEach((from, count) -> scale(factor, from, count));
    }
  }

  private void scale(double factor, int start, int count) {
    double[] scaled = new double[Math.min(BLOCK, count)];
    for (int from = start; from < start + count; from += BLOCK) {
      int length = Math.min(BLOCK, start + count - from);
      read(from, length, scaled);
      for (int i = 0; i < length; i++) {
        scaled[i] *= factor;
      }
      put(from, length, scaled);
    }
  }

  @Override
  public int firstNonFinite(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public FlatVector copy() {
    return new Float32Vector(values.clone());
  }

  @Override
  public FlatVector slice(int from, int count) {
    return new Float32Vector(Arrays.copyOfRange(values, from, from + count));
  }

  @Override
  public void setSlice(int from, FlatVector part) {
    live = null;
    float[] numbers = ((Float32Vector) part).values;
    System.arraycopy(numbers, 0, values, from, numbers.length);
  }

  @Override
  public void encodeTo(ByteBuffer bytes, int from, int count) {
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, from, count);
    bytes.position(bytes.position() + count * Float.BYTES);
  }

  @Override
  public void decodeFrom(ByteBuffer bytes) {
    live = null;
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    bytes.position(bytes.position() + values.length * Float.BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Float32Vector that && Arrays.equals(values, that.values);
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
