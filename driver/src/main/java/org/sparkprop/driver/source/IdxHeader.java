package org.sparkprop.driver.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.sparkprop.common.configuration.UserMistake;

/**
 * The header of an IDX file (LeCun, Cortes and Burges, the MNIST database): two zeros, the numbers'
 * type, how many dimensions there are, and these, all big-endian.
 */
final class IdxHeader {
  private static final int MOST_DIMENSIONS = 8;

  private IdxHeader() {}

  /**
   * Reads it.
   *
   * @throws UserMistake if it is none
   */
  static ArrayFile read(String path, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      int magic = data.readInt();
      int dimensions = magic & 0xff;
      ElementType type = type(magic >> 8 & 0xff);
      if (magic >>> 16 != 0 || type == null || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
        throw new UserMistake(
            "%s is no IDX file: expected it to begin with 00 00, a type and 1 to %d dimensions, got %08x"
                .formatted(path, MOST_DIMENSIONS, magic));
      }
      long rows = data.readInt() & 0xffffffffL;
      int[] shape = new int[dimensions - 1];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = data.readInt();
      }
      return new ArrayFile(path, (1 + dimensions) * Integer.BYTES, type, true, rows, shape);
    } catch (EOFException e) {
      throw new UserMistake(path + " is no IDX file: it ends in its header", e);
    }
  }

  private static ElementType type(int code) {
    return switch (code) {
      case 0x08 -> ElementType.UNSIGNED_BYTE;
      case 0x09 -> ElementType.BYTE;
      case 0x0b -> ElementType.SHORT;
      case 0x0c -> ElementType.INT;
      case 0x0d -> ElementType.FLOAT;
      case 0x0e -> ElementType.DOUBLE;
      default -> null;
    };
  }
}
