package org.sparkprop.common.compression;

import java.nio.ByteBuffer;
import org.sparkprop.common.vector.Precision;

/** The values that some numbers have, at most 256 of them, each with a code of one byte. */
final class Palette {
  private static final int MOST = 256;
  private static final int PLACES = 4 * MOST;
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final double[] values = new double[MOST];

  /** Codes counted from 1, by a hash of the value's bits; 0 is an empty place. */
  private final short[] codes = new short[PLACES];

  private int size;
  private boolean tooMany;

  /** Takes a value in, unless there have been too many. */
  void add(double value) {
    if (tooMany) {
      return;
    }
    int place = place(value);
    if (codes[place] != 0) {
      return;
    }
    if (size == MOST) {
      tooMany = true;
      return;
    }
    values[size++] = value;
    codes[place] = (short) size;
  }

  /** Where the value is, or else would be. */
  private int place(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int place = (int) (bits * MIXER >>> 48) % PLACES;
    while (codes[place] != 0 && Double.doubleToRawLongBits(values[codes[place] - 1]) != bits) {
      place = (place + 1) % PLACES;
    }
    return place;
  }

  /** Whether every value that was to be added is in. */
  boolean holdsAll() {
    return !tooMany;
  }

  int code(double value) {
    return codes[place(value)] - 1;
  }

  /** How many bytes {@link #encodeTo} writes where a number takes so many. */
  long bytes(int bytesOfNumber) {
    return Short.BYTES + (long) size * bytesOfNumber;
  }

  void encodeTo(ByteBuffer bytes, Precision precision) {
    bytes.putShort((short) size);
    for (int i = 0; i < size; i++) {
      precision.put(bytes, values[i]);
    }
  }

  /**
   * The values that {@link #encodeTo} wrote, by their codes.
   *
   * @throws IllegalArgumentException if there are more than codes can name
   */
  static double[] decode(ByteBuffer bytes, Precision precision) {
    int size = bytes.getShort();
    if (size < 0 || size > MOST) {
      throw new IllegalArgumentException("expected 0 to " + MOST + " values, got " + size);
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = precision.get(bytes);
    }
    return values;
  }
}
