package org.sparkprop.common.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A row's canonical bytes: rows with the same content have the same bytes on every machine, and
 * hashes of these bytes order and split the rows. Negative zero is zero and all missing numbers are
 * one.
 */
public final class RawRowCodec {
  private static final int MISSING = -1;

  private RawRowCodec() {}

  public static byte[] encode(RawRow row) {
    byte[][] texts = new byte[row.categories().length + 1][];
    int size = 3 * Integer.BYTES + Double.BYTES;
    size += (row.numbers().length + row.targets().length) * Double.BYTES;
    for (SparseVector vector : row.vectors()) {
      size += Integer.BYTES + vector.indices().length * (Integer.BYTES + Double.BYTES);
    }
    for (int i = 0; i < texts.length; i++) {
      String text = i < row.categories().length ? row.categories()[i] : row.label();
      texts[i] = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      size += Integer.BYTES + (text == null ? 0 : texts[i].length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    putNumbers(bytes, row.numbers());
    bytes.putInt(row.categories().length);
    for (byte[] text : texts) {
      if (text == null) {
        bytes.putInt(MISSING);
      } else {
        bytes.putInt(text.length).put(text);
      }
    }
    putNumbers(bytes, row.targets());
    bytes.putDouble(canonical(row.weight()));
    for (SparseVector vector : row.vectors()) {
      putVector(bytes, vector);
    }
    return bytes.array();
  }

  private static void putNumbers(ByteBuffer bytes, double[] numbers) {
    bytes.putInt(numbers.length);
    double[] canonical = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      canonical[i] = canonical(numbers[i]);
    }
    bytes.asDoubleBuffer().put(canonical);
    bytes.position(bytes.position() + numbers.length * Double.BYTES);
  }

  private static void putVector(ByteBuffer bytes, SparseVector vector) {
    bytes.putInt(vector.indices().length);
    for (int i = 0; i < vector.indices().length; i++) {
      bytes.putInt(vector.indices()[i]).putDouble(canonical(vector.values()[i]));
    }
  }

  private static double canonical(double number) {
    // Adding zero turns −0.0 into 0.0; every NaN becomes the one of the constant.
    return Double.isNaN(number) ? Double.NaN : number + 0.0;
  }

  /** Reads one row from the buffer's position on to its limit. */
  public static RawRow decode(ByteBuffer bytes) {
    double[] numbers = numbers(bytes);
    String[] categories = new String[bytes.getInt()];
    for (int i = 0; i < categories.length; i++) {
      categories[i] = text(bytes);
    }
    String label = text(bytes);
    double[] targets = numbers(bytes);
    double weight = bytes.getDouble();
    return new RawRow(numbers, categories, vectors(bytes), label, targets, weight);
  }

  /** All that are left. */
  private static SparseVector[] vectors(ByteBuffer bytes) {
    List<SparseVector> vectors = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int[] indices = new int[bytes.getInt()];
      double[] values = new double[indices.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = bytes.getInt();
        values[i] = bytes.getDouble();
      }
      vectors.add(new SparseVector(indices, values));
    }
    return vectors.toArray(SparseVector[]::new);
  }

  private static double[] numbers(ByteBuffer bytes) {
    double[] numbers = new double[bytes.getInt()];
    bytes.asDoubleBuffer().get(numbers);
    bytes.position(bytes.position() + numbers.length * Double.BYTES);
    return numbers;
  }

  private static String text(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length == MISSING) {
      return null;
    }
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
