package org.sparkprop.common.compression;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.sparkprop.common.compression.VectorEncoding.Form;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Reads what {@link VectorEncoding} wrote, and believes nothing of it. */
public final class VectorDecoding {
  private VectorDecoding() {}

  /**
   * The vector at the buffer's position, which moves behind it; the buffer is little-endian.
   *
   * @param length of the vector, known beforehand and not by these bytes: so much is allocated
   * @throws IllegalArgumentException if the bytes are not such a vector
   */
  public static FlatVector decode(Precision precision, int length, ByteBuffer bytes) {
    return decode(precision, length, bytes, count -> FlatVector.zeros(precision, count));
  }

  /**
   * The same into a vector that somebody has.
   *
   * @param room gives one of so many numbers, whatever they are
   */
  public static FlatVector decode(
      Precision precision, int length, ByteBuffer bytes, IntFunction<FlatVector> room) {
    try {
      Form form = form(bytes);
      long least =
          switch (form) {
            case DENSE -> (long) length * precision.bytes();
            case BFLOAT16, FLOAT16 -> (long) length * Short.BYTES;
            case SPARSE, PALETTE -> Integer.BYTES;
            case BITMAP -> VectorEncoding.words(length) * Long.BYTES;
          };
      if (bytes.remaining() < least) {
        throw tooShort(length);
      }
      FlatVector vector = room.apply(length);
      switch (form) {
        case DENSE -> vector.decodeFrom(bytes);
        case BFLOAT16 -> decodeBfloat16(vector, bytes);
        case FLOAT16 -> decodeFloat16(vector, bytes);
        case SPARSE, PALETTE -> decodeSparse(vector, form, bytes);
        case BITMAP -> decodeBitmap(vector, bytes);
      }
      return vector;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(tooShort(length).getMessage(), e);
    }
  }

  private static IllegalArgumentException tooShort(int length) {
    return new IllegalArgumentException(
        "expected a vector of " + length + " numbers, got bytes that end before it does");
  }

  private static Form form(ByteBuffer bytes) {
    int code = bytes.get();
    Form[] forms = Form.values();
    if (code < 0 || code >= forms.length) {
      throw new IllegalArgumentException(
          "expected a form of vectors, 0 to " + (forms.length - 1) + ", got " + code);
    }
    return forms[code];
  }

  private static void decodeBfloat16(FlatVector vector, ByteBuffer bytes) {
    for (int i = 0; i < vector.length(); i++) {
      vector.set(i, Bfloat16.value(bytes.getShort()));
    }
  }

  private static void decodeFloat16(FlatVector vector, ByteBuffer bytes) {
    for (int from = 0; from < vector.length(); from += Float16.BLOCK) {
      int end = Math.min(vector.length(), from + Float16.BLOCK);
      int scale = Float16.checkedScale(bytes.getShort());
      for (int i = from; i < end; i++) {
        vector.set(i, Float16.value(bytes.getShort(), scale));
      }
    }
  }

  private static void decodeSparse(FlatVector vector, Form form, ByteBuffer bytes) {
    vector.clear();
    int count = bytes.getInt();
    double[] palette =
        form == Form.PALETTE ? Palette.decode(bytes, vector.precision()) : new double[0];
    long place = -1;
    for (int left = count; left > 0; left--) {
      place += 1L + VariableLength.get(bytes);
      if (place >= vector.length()) {
        throw new IllegalArgumentException(
            "expected places below " + vector.length() + ", got " + place);
      }
      double value =
          form == Form.PALETTE
              ? ofCode(palette, Byte.toUnsignedInt(bytes.get()))
              : vector.precision().get(bytes);
      vector.set((int) place, value);
    }
  }

  private static void decodeBitmap(FlatVector vector, ByteBuffer bytes) {
    vector.clear();
    Precision precision = vector.precision();
    for (int from = 0; from < vector.length(); from += Long.SIZE) {
      long present = bytes.getLong();
      if (Long.SIZE - Long.numberOfLeadingZeros(present) > vector.length() - from) {
        throw new IllegalArgumentException(
            "expected places below " + vector.length() + ", got one behind the last");
      }
      for (long left = present; left != 0; left &= left - 1) {
        vector.set(from + Long.numberOfTrailingZeros(left), precision.get(bytes));
      }
    }
  }

  private static double ofCode(double[] palette, int code) {
    if (code >= palette.length) {
      throw new IllegalArgumentException(
          "expected a code below " + palette.length + ", got " + code);
    }
    return palette[code];
  }
}
