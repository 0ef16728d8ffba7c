package org.sparkprop.driver.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkprop.common.configuration.UserMistake;

/**
 * The header of NumPy's {@code .npy} files, versions 1 to 3 (NumPy Enhancement Proposal 1): a
 * Python dictionary of the numbers' type, their order and the array's shape.
 */
final class NpyHeader {
  private static final long MAGIC = 0x934e554d5059L;
  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=]?)([a-zA-Z]\\d*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  private NpyHeader() {}

  /**
   * Reads it.
   *
   * @throws UserMistake if it is none, or of an array that is not read
   */
  static ArrayFile read(String path, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      long magic = ((long) data.readInt() << 16) | data.readUnsignedShort();
      int version = data.readUnsignedByte();
      data.readByte();
      if ((magic & 0xffffffffffffL) != MAGIC || version < 1 || version > 3) {
        throw new UserMistake(
            path + " is no .npy file: expected it to begin with \\x93NUMPY and a version 1 to 3");
      }
      int short0 = data.readUnsignedByte() | data.readUnsignedByte() << 8;
      int lengthBytes = 2;
      long length = short0;
      if (version > 1) {
        lengthBytes = 4;
        length |= (long) data.readUnsignedByte() << 16 | (long) data.readUnsignedByte() << 24;
      }
      if (length > MOST_BYTES) {
        throw new UserMistake(
            "%s: expected a header of at most %,d bytes, got %,d"
                .formatted(path, MOST_BYTES, length));
      }
      byte[] text = new byte[(int) length];
      data.readFully(text);
      return parsed(path, new String(text, StandardCharsets.UTF_8), 8 + lengthBytes + text.length);
    } catch (EOFException e) {
      throw new UserMistake(path + " is no .npy file: it ends in its header", e);
    }
  }

  private static ArrayFile parsed(String path, String header, int headerBytes) {
    Matcher type = TYPE.matcher(header);
    Matcher fortran = FORTRAN.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !fortran.find() || !shape.find()) {
      throw new UserMistake(
          "%s: expected a header with descr of one type, fortran_order and shape, got %s"
              .formatted(path, header.strip()));
    }
    if (fortran.group(1).equals("True")) {
      throw new UserMistake(
          path + ": expected rows one after another, got Fortran's order; save it in C order");
    }
    ElementType element = type(type.group(2));
    if (element == null) {
      throw new UserMistake(
          "%s: expected numbers of the types u1, i1, i2, i4, i8, f4 or f8, got %s"
              .formatted(path, type.group(2)));
    }
    long[] dimensions = dimensions(path, shape.group(1));
    int[] ofRow = new int[dimensions.length - 1];
    for (int i = 0; i < ofRow.length; i++) {
      ofRow[i] = (int) Math.min(Integer.MAX_VALUE, dimensions[i + 1]);
    }
    boolean bigEndian = type.group(1).equals(">");
    return new ArrayFile(path, headerBytes, element, bigEndian, dimensions[0], ofRow);
  }

  private static long[] dimensions(String path, String text) {
    try {
      long[] dimensions =
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      if (dimensions.length > 0 && dimensions[0] <= Integer.MAX_VALUE) {
        return dimensions;
      }
    } catch (NumberFormatException e) {
      // Said below, like an array without dimensions.
    }
    throw new UserMistake("%s: expected a shape with rows, got (%s)".formatted(path, text));
  }

  private static ElementType type(String code) {
    return switch (code) {
      case "u1", "b1" -> ElementType.UNSIGNED_BYTE;
      case "i1" -> ElementType.BYTE;
      case "i2" -> ElementType.SHORT;
      case "i4" -> ElementType.INT;
      case "i8" -> ElementType.LONG;
      case "f4" -> ElementType.FLOAT;
      case "f8" -> ElementType.DOUBLE;
      default -> null;
    };
  }
}
