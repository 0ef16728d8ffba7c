package org.sparkprop.common.compression;

import java.nio.ByteBuffer;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * A vector as bytes, in a short one of some forms, all without loss: which one is found from the
 * numbers alone, whatever made them few or short. Little-endian; the form comes first, as a byte.
 *
 * <ul>
 *   <li>{@code DENSE}: every number in the vector's precision;
 *   <li>{@code BFLOAT16}: every number as the upper half of a float32, where all are {@link
 *       Bfloat16} numbers;
 *   <li>{@code FLOAT16}: for each block of 256 numbers its scale and then every number's binary16,
 *       where all are {@link Float16} numbers;
 *   <li>{@code SPARSE}: how many numbers are not zero, and for each of these how many zeros stand
 *       before it, in seven bits a byte, and the number;
 *   <li>{@code PALETTE}: the same where the numbers have few values, such as those that {@link
 *       Threshold} sends: the values first, and then one byte for each number;
 *   <li>{@code BITMAP}: for each 64 numbers a bit each that says which are not zero, and then
 *       these. Quick to write and to read where zeros are many but not nearly all, as in the
 *       gradients of networks of rectifiers.
 * </ul>
 *
 * <p>−0 is no zero here, and NaN comes back as some NaN. The length is not part of it.
 */
public final class VectorEncoding {
  /** What the first byte says. */
  enum Form {
    DENSE,
    BFLOAT16,
    FLOAT16,
    SPARSE,
    PALETTE,
    BITMAP
  }

  /** From so many numbers that are no zeros on, in so many, places take more than bits do. */
  private static final int BITS_PAY_OF = 8;

  private static final int SPARSE_HEADER_BYTES = Integer.BYTES;

  private final FlatVector vector;
  private final int start;
  private final int length;
  private Form form = Form.DENSE;
  private long body;
  private final Palette palette = new Palette();

  private VectorEncoding(FlatVector vector, int start, int length) {
    this.vector = vector;
    this.start = start;
    this.length = length;
    this.body = (long) length * vector.precision().bytes();
  }

  /** The shortest encoding of a vector, which must not change until it is written. */
  public static VectorEncoding of(FlatVector vector) {
    return of(vector, 0, vector.length(), Medium.NETWORK);
  }

  /** The best encoding of a range of a vector for what takes it to its reader. */
  public static VectorEncoding of(FlatVector vector, int from, int count, Medium medium) {
    VectorEncoding encoding = new VectorEncoding(vector, from, count);
    if (encoding.isBfloat16()) {
      encoding.choose(Form.BFLOAT16, (long) count * Short.BYTES);
    } else if (encoding.isFloat16()) {
      encoding.choose(Form.FLOAT16, ((long) count + blocks(count)) * Short.BYTES);
    }
    if (encoding.mayBeSparse(medium)) {
      encoding.chooseSparse();
    }
    return encoding;
  }

  private double number(int index) {
    return vector.get(start + index);
  }

  private void choose(Form other, long otherBody) {
    if (otherBody < body) {
      form = other;
      body = otherBody;
    }
  }

  private void chooseSparse() {
    int size = vector.precision().bytes();
    choose(Form.BITMAP, words(length) * Long.BYTES + (long) (length - zeros()) * size);
    long places = 0;
    int count = 0;
    int last = -1;
    for (int i = 0; i < length; i++) {
      double value = number(i);
      if (isZero(value)) {
        continue;
      }
      places += VariableLength.bytes(i - last - 1);
      palette.add(value);
      last = i;
      count++;
      if (!palette.holdsAll() && count > length / BITS_PAY_OF) {
        return;
      }
    }
    choose(Form.SPARSE, SPARSE_HEADER_BYTES + places + (long) count * size);
    if (palette.holdsAll()) {
      choose(Form.PALETTE, SPARSE_HEADER_BYTES + palette.bytes(size) + places + count);
    }
  }

  private int zeros() {
    int zeros = 0;
    for (int i = 0; i < length; i++) {
      zeros += isZero(number(i)) ? 1 : 0;
    }
    return zeros;
  }

  /** How many words of 64 bits have a bit for each number. */
  static long words(int length) {
    return ((long) length + Long.SIZE - 1) / Long.SIZE;
  }

  private static boolean isZero(double value) {
    return Double.doubleToRawLongBits(value) == 0;
  }

  private static int blocks(int length) {
    return (length + Float16.BLOCK - 1) / Float16.BLOCK;
  }

  private boolean isBfloat16() {
    for (int i = 0; i < length; i++) {
      if (!Bfloat16.holds(number(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isFloat16() {
    double[] block = new double[Float16.BLOCK];
    for (int from = 0; from < length; from += block.length) {
      int count = Math.min(block.length, length - from);
      vector.read(start + from, count, block);
      if (!Float16.holds(block, count, Float16.scale(block, count))) {
        return false;
      }
    }
    return true;
  }

  private boolean mayBeSparse(Medium medium) {
    // Odd: the zeros of a matrix may come in columns, and these are often a power of two.
    int step = length / medium.sample() | 1;
    int zeros = 0;
    int seen = 0;
    for (int i = 0; i < length; i += step) {
      zeros += isZero(number(i)) ? 1 : 0;
      seen++;
    }
    return zeros > seen * medium.zerosThatPay();
  }

  /** More bytes than this no encoding of so many numbers has. */
  public static long mostBytes(Precision precision, int length) {
    return 1 + (long) length * precision.bytes();
  }

  /** How many bytes {@link #encodeTo} writes. */
  public long bytes() {
    return 1 + body;
  }

  /** Writes at the buffer's position and moves it; the buffer is little-endian. */
  public void encodeTo(ByteBuffer bytes) {
    bytes.put((byte) form.ordinal());
    switch (form) {
      case DENSE -> vector.encodeTo(bytes, start, length);
      case BFLOAT16 -> encodeBfloat16(bytes);
      case FLOAT16 -> encodeFloat16(bytes);
      case SPARSE, PALETTE -> encodeSparse(bytes);
      case BITMAP -> encodeBitmap(bytes);
    }
  }

  private void encodeBfloat16(ByteBuffer bytes) {
    for (int i = 0; i < length; i++) {
      bytes.putShort(Bfloat16.code(number(i)));
    }
  }

  private void encodeFloat16(ByteBuffer bytes) {
    double[] block = new double[Float16.BLOCK];
    for (int from = 0; from < length; from += block.length) {
      int count = Math.min(block.length, length - from);
      vector.read(start + from, count, block);
      int scale = Float16.scale(block, count);
      bytes.putShort((short) scale);
      for (int i = 0; i < count; i++) {
        bytes.putShort(Float16.code(block[i], scale));
      }
    }
  }

  private void encodeSparse(ByteBuffer bytes) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += isZero(number(i)) ? 0 : 1;
    }
    bytes.putInt(count);
    if (form == Form.PALETTE) {
      palette.encodeTo(bytes, vector.precision());
    }
    int last = -1;
    for (int i = 0; i < length; i++) {
      double value = number(i);
      if (isZero(value)) {
        continue;
      }
      VariableLength.put(bytes, i - last - 1);
      if (form == Form.PALETTE) {
        bytes.put((byte) palette.code(value));
      } else {
        vector.precision().put(bytes, value);
      }
      last = i;
    }
  }

  private void encodeBitmap(ByteBuffer bytes) {
    Precision precision = vector.precision();
    for (int from = 0; from < length; from += Long.SIZE) {
      int count = Math.min(Long.SIZE, length - from);
      int place = bytes.position();
      long present = 0;
      bytes.position(place + Long.BYTES);
      for (int i = 0; i < count; i++) {
        double value = number(from + i);
        if (!isZero(value)) {
          present |= 1L << i;
          precision.put(bytes, value);
        }
      }
      bytes.putLong(place, present);
    }
  }
}
