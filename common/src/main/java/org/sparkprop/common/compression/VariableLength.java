package org.sparkprop.common.compression;

import java.nio.ByteBuffer;

/** Numbers from 0 on in as few bytes as they need: seven bits a byte, the lowest first. */
final class VariableLength {
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private VariableLength() {}

  static int bytes(int value) {
    int significant = Integer.SIZE - Integer.numberOfLeadingZeros(value);
    return Math.max(1, (significant + BITS - 1) / BITS);
  }

  static void put(ByteBuffer bytes, int value) {
    int left = value;
    while (left >= MORE) {
      bytes.put((byte) (left | MORE));
      left >>>= BITS;
    }
    bytes.put((byte) left);
  }

  /**
   * Reads a number.
   *
   * @throws IllegalArgumentException if it is longer than an int's
   */
  static int get(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
      byte next = bytes.get();
      value |= (long) (next & (MORE - 1)) << shift;
      if (next >= 0) {
        return toInt(value);
      }
    }
    throw new IllegalArgumentException("expected a number of at most five bytes, got a longer one");
  }

  private static int toInt(long value) {
    if (value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected a number of at most " + Integer.MAX_VALUE + ", got " + value);
    }
    return (int) value;
  }
}
