package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Rows of one piece that are read together: a cursor over the positions that are wanted. */
final class Stretch {
  /** Rows with less than this between them are read together. */
  private static final int NEAR_BYTES = 4096;

  /** But no more than this at once, or a row. */
  private static final int STRETCH_BYTES = 256 * 1024;

  private final ShardBytes file;
  private final ShardIndex index;
  private final ChunkLayout layout;
  private final int[] positions;
  private final int start;
  private final int end;
  private final Scratch scratch = Scratch.ofThread();
  private final CRC32C checksum = new CRC32C();
  private int from;
  private int length;
  private Extent extent;
  private ByteBuffer bytes;

  Stretch(ShardBytes file, ShardIndex index, int[] positions, int from, int count) {
    this.file = file;
    this.index = index;
    this.layout = index.layout();
    this.positions = positions;
    this.start = from;
    this.from = from;
    this.end = from + count;
  }

  /** Goes on to the next rows, and reads them; false where there are none. */
  boolean next() throws IOException {
    from += length;
    if (from >= end) {
      return false;
    }
    length = lengthFrom();
    int first = positions[from];
    extent = index.extent(first, positions[from + length - 1] - first + 1);
    bytes = scratch.rows(extent.bytes());
    file.readFully(bytes, extent.at());
    return true;
  }

  private int lengthFrom() {
    long pieceEnd = index.pieceEnd(positions[from]);
    long rowBytes = index.rowBytes();
    int so = 1;
    while (from + so < end && positions[from + so] < pieceEnd) {
      int gap = positions[from + so] - positions[from + so - 1] - 1;
      long bytesOfSpan = (positions[from + so] - positions[from] + 1) * rowBytes;
      if (gap * rowBytes > NEAR_BYTES || bytesOfSpan > STRETCH_BYTES) {
        break;
      }
      so++;
    }
    return so;
  }

  /** How many of the wanted rows are among those that are read. */
  int length() {
    return length;
  }

  /** All rows from the first to the last that is wanted, from 0 to the limit. */
  ByteBuffer bytes() {
    return bytes;
  }

  private int place(int i) {
    return positions[from + i] - positions[from];
  }

  /** Where the i-th of the wanted rows begins among the bytes, with its features. */
  int featuresAt(int i) {
    return extent.start(place(i));
  }

  /** How many bytes the features of the i-th of the wanted rows take. */
  int featureBytes(int i) {
    return recordAt(i) - featuresAt(i);
  }

  private int recordAt(int i) {
    return extent.end(place(i)) - layout.recordBytes();
  }

  /** Holds the i-th of the wanted rows against its checksum. */
  void check(int i) throws IOException {
    int checksumAt = extent.end(place(i)) - Integer.BYTES;
    checksum.reset();
    checksum.update(bytes.limit(checksumAt).position(featuresAt(i)));
    bytes.limit(extent.bytes());
    if ((int) checksum.getValue() != bytes.getInt(checksumAt)) {
      throw index.damaged(positions[from + i]);
    }
  }

  /** Gives the i-th of the wanted rows' targets and weight. */
  void record(int i, double[] targets, double[] weights) {
    int row = from + i - start;
    int at = recordAt(i);
    int width = layout.targets();
    int bytesOfNumber = layout.precision().bytes();
    for (int k = 0; k < width; k++) {
      targets[row * width + k] = layout.precision().get(bytes, at + k * bytesOfNumber);
    }
    weights[row] = layout.precision().get(bytes, at + width * bytesOfNumber);
  }
}
