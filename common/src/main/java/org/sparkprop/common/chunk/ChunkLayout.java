package org.sparkprop.common.chunk;

import java.io.Serializable;
import org.sparkprop.common.vector.Precision;

/**
 * How encoded rows lie in a shard file. The file is a header of {@link #HEADER_BYTES} and then
 * chunks of {@link #CHUNK_ROWS} rows (the last may be shorter); a chunk holds all its rows'
 * features, then all their targets, then all their weights, little-endian in the run's precision.
 *
 * <p>Features of neighbouring rows are neighbours, so that a run of rows is read from the file into
 * a tensor in one call; chunks, rather than three long columns, so that a file is written in one
 * pass and a part of it is read without touching the rest.
 *
 * @param features numbers of a row that go into the network
 * @param targets numbers of a row that the loss compares with
 */
public record ChunkLayout(Precision precision, int features, int targets) implements Serializable {
  public static final int HEADER_BYTES = 64;
  public static final int CHUNK_ROWS = 4096;

  /** Bytes of one row, all columns together. */
  public long rowBytes() {
    return (features + targets + 1L) * precision.bytes();
  }

  long fileBytes(long rows) {
    return HEADER_BYTES + rows * rowBytes();
  }

  /** How many rows the chunk that starts at {@code chunkStart} has in a file of {@code rows}. */
  static int chunkRows(long chunkStart, long rows) {
    return (int) Math.min(CHUNK_ROWS, rows - chunkStart);
  }

  long featuresAt(int row) {
    int chunkStart = row - row % CHUNK_ROWS;
    return HEADER_BYTES
        + chunkStart * rowBytes()
        + (long) (row - chunkStart) * features * precision.bytes();
  }

  long targetsAt(int row, int rows) {
    int chunkStart = row - row % CHUNK_ROWS;
    long inChunk = chunkRows(chunkStart, rows);
    return HEADER_BYTES
        + chunkStart * rowBytes()
        + (inChunk * features + (long) (row - chunkStart) * targets) * precision.bytes();
  }

  long weightAt(int row, int rows) {
    int chunkStart = row - row % CHUNK_ROWS;
    long inChunk = chunkRows(chunkStart, rows);
    return HEADER_BYTES
        + chunkStart * rowBytes()
        + (inChunk * (features + targets) + (row - chunkStart)) * precision.bytes();
  }
}
