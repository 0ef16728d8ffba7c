package org.sparkprop.common.chunk;

import java.io.Serializable;
import java.util.List;
import org.sparkprop.common.vector.Precision;

/**
 * How encoded rows lie in a shard file, little-endian: a header of {@link #HEADER_BYTES}, and then
 * row after row, each its features, its targets, its weight and a checksum of all that. A row is in
 * one piece, because a slice of a large shard is rows that stand far apart, and each piece costs a
 * call and a place in memory that no cache holds.
 *
 * <p>Rows of entries differ in length. They come in chunks of {@link #chunkRows} (the last may be
 * shorter); a chunk begins with where each of its rows ends, counted in bytes from the first, and
 * behind all chunks stands where each of them begins. So a file is written in one pass, with little
 * memory.
 *
 * @param features numbers of a row that go into the network
 * @param targets numbers of a row that the loss compares with
 * @param byteValues the 256 numbers that bytes stand for; else none
 */
public record ChunkLayout(
    Precision precision, StoredForm form, int features, int targets, List<Double> byteValues)
    implements Serializable {
  public static final int HEADER_BYTES = 64;

  private static final int MOST_ROWS = 4096;
  private static final int MOST_ROWS_OF_ENTRIES = 512;
  private static final int MOST_BYTES = 1 << 24;

  /** One that holds all numbers as they are. */
  public static ChunkLayout ofNumbers(Precision precision, int features, int targets) {
    return new ChunkLayout(precision, StoredForm.NUMBERS, features, targets, List.of());
  }

  /**
   * One that holds bytes.
   *
   * @param values what each of the 256 stands for
   */
  public static ChunkLayout ofBytes(
      Precision precision, int features, int targets, List<Double> values) {
    return new ChunkLayout(precision, StoredForm.BYTES, features, targets, List.copyOf(values));
  }

  /** One that holds what is not zero. */
  public static ChunkLayout ofEntries(Precision precision, int features, int targets) {
    return new ChunkLayout(precision, StoredForm.ENTRIES, features, targets, List.of());
  }

  /** Bytes of one row, all columns together; of entries without these. */
  int rowBytes() {
    return Math.addExact(featureBytes(), recordBytes());
  }

  /** Bytes of a row's features where all rows have as many; 0 of entries. */
  int featureBytes() {
    return switch (form) {
      case NUMBERS -> Math.multiplyExact(features, precision.bytes());
      case BYTES -> features;
      case ENTRIES -> 0;
    };
  }

  /** Bytes of one entry. */
  int entryBytes() {
    return Integer.BYTES + precision.bytes();
  }

  /** Bytes of a row behind its features: targets, weight, checksum. */
  int recordBytes() {
    return (targets + 1) * precision.bytes() + Integer.BYTES;
  }

  /** How many rows are written together, and, of entries, make a chunk. */
  int chunkRows() {
    if (form == StoredForm.ENTRIES) {
      return MOST_ROWS_OF_ENTRIES;
    }
    int fit = Integer.highestOneBit(Math.max(1, MOST_BYTES / Math.max(1, featureBytes())));
    return Math.min(MOST_ROWS, fit);
  }

  /** How many chunks so many rows make. */
  int chunks(int rows) {
    return (int) ((rows + (long) chunkRows() - 1) / chunkRows());
  }

  /** How many rows a chunk has in a file of so many rows. */
  int rowsOf(int chunk, int rows) {
    return (int) Math.min(chunkRows(), rows - (long) chunk * chunkRows());
  }
}
