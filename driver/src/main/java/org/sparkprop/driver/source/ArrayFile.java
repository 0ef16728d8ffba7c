package org.sparkprop.driver.source;

import java.io.Serializable;
import java.nio.ByteOrder;
import org.sparkprop.common.configuration.UserMistake;

/**
 * A file that holds one array of numbers, row after row, behind a header: {@link IdxHeader} and
 * {@link NpyHeader} read these.
 *
 * @param headerBytes where the first row begins
 * @param bigEndian of the numbers' bytes
 * @param shape of a row: empty where that is one number
 */
record ArrayFile(
    String path, int headerBytes, ElementType type, boolean bigEndian, long rows, int[] shape)
    implements Serializable {
  /** What a row may have at most. */
  private static final long MOST_NUMBERS = 1 << 24;

  ArrayFile {
    long numbers = 1;
    for (int length : shape) {
      if (length < 1 || numbers * length > MOST_NUMBERS) {
        throw new UserMistake(
            "%s: expected rows of 1 to %,d numbers, got the shape %s"
                .formatted(path, MOST_NUMBERS, java.util.Arrays.toString(shape)));
      }
      numbers *= length;
    }
  }

  boolean isArray() {
    return shape.length > 0;
  }

  int rowNumbers() {
    int numbers = 1;
    for (int length : shape) {
      numbers *= length;
    }
    return numbers;
  }

  int rowBytes() {
    return rowNumbers() * type.bytes();
  }

  long fileBytes() {
    return headerBytes + rows * rowBytes();
  }

  ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }
}
