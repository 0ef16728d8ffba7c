package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Rows of one chunk that are read together: a cursor over the positions that are wanted. */
final class Stretch {
  /** Rows with less than this between them are read together. */
  private static final int NEAR_BYTES = 4096;

  /** But no more than this at once, rows that are wanted apart. */
  private static final int STRETCH_BYTES = 256 * 1024;

  private final ShardBytes file;
  private final ShardIndex index;
  private final ChunkLayout layout;
  private final int[] positions;
  private final int end;
  private final Scratch scratch = Scratch.ofThread();
  private final CRC32C checksum = new CRC32C();
  private final int start;
  private int from;
  private int length;
  private int first;
  private int span;
  private int chunk;
  private ByteBuffer records;

  /** Of entries, how many of the chunk's stand before those that are read. */
  private int entriesBefore;

  Stretch(ShardBytes file, ShardIndex index, int[] positions, int from, int count) {
    this.file = file;
    this.index = index;
    this.layout = index.layout();
    this.positions = positions;
    this.start = from;
    this.from = from;
    this.end = from + count;
  }

  /** Goes on to the next rows, whose records are read; false where there are none. */
  boolean next() throws IOException {
    from += length;
    if (from >= end) {
      return false;
    }
    first = positions[from];
    chunk = first / layout.chunkRows();
    length = lengthFrom();
    span = positions[from + length - 1] - first + 1;
    int recordBytes = layout.recordBytes();
    boolean isEntries = layout.form() == StoredForm.ENTRIES;
    int before = isEntries && inChunk() > 0 ? 1 : 0;
    ByteBuffer read = scratch.records((span + before) * recordBytes);
    file.readFully(read, index.chunkAt(chunk) + (long) (inChunk() - before) * recordBytes);
    read.flip();
    entriesBefore = before == 0 ? 0 : read.getInt(layout.checkedBytes() - Integer.BYTES);
    records = read.position(before * recordBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    return true;
  }

  private int lengthFrom() {
    int left = layout.chunkRows() - inChunk();
    long rowBytes = index.rowBytes();
    int so = 1;
    while (from + so < end && positions[from + so] - first < left) {
      int gap = positions[from + so] - positions[from + so - 1] - 1;
      long bytesOfSpan = (positions[from + so] - first + 1) * rowBytes;
      if (gap > 0 && (gap * rowBytes > NEAR_BYTES || bytesOfSpan > STRETCH_BYTES)) {
        break;
      }
      so++;
    }
    return so;
  }

  private int inChunk() {
    return first - chunk * layout.chunkRows();
  }

  /** How many of the wanted rows are among those that are read. */
  int length() {
    return length;
  }

  /** Reads the features of all rows from the first to the last that is wanted, to the limit. */
  void readFeatures(ByteBuffer into) throws IOException {
    file.readFully(into, index.featuresAt(chunk) + (long) inChunk() * layout.featureBytes());
  }

  /** The features of all rows from the first to the last that is wanted. */
  ByteBuffer features() throws IOException {
    ByteBuffer all = scratch.features(Math.multiplyExact(span, layout.featureBytes()));
    readFeatures(all);
    return all;
  }

  /** Whether all rows in between are wanted too. */
  boolean isWhole() {
    return span == length;
  }

  /** Where the i-th of the wanted rows stands among those that are read. */
  int place(int i) {
    return positions[from + i] - first;
  }

  private int recordAt(int i) {
    return place(i) * layout.recordBytes();
  }

  /** Where the entries of a wanted row end among those that are read. */
  int endEntry(int i) {
    return endAt(place(i));
  }

  int firstEntry(int i) {
    return place(i) == 0 ? 0 : endAt(place(i) - 1);
  }

  private int endAt(int place) {
    int at = place * layout.recordBytes() + layout.checkedBytes() - Integer.BYTES;
    return records.getInt(at) - entriesBefore;
  }

  /** Reads the entries of all rows from the first to the last that is wanted. */
  ByteBuffer entries() throws IOException {
    int last = 0;
    for (int place = 0; place < span; place++) {
      int ends = endAt(place);
      if (ends < last) {
        throw damaged(place);
      }
      last = ends;
    }
    long at = index.featuresAt(chunk) + (long) entriesBefore * layout.entryBytes();
    if (entriesBefore < 0 || at + (long) last * layout.entryBytes() > index.entriesEnd(chunk)) {
      throw damaged(0);
    }
    ByteBuffer all = scratch.features(last * layout.entryBytes());
    file.readFully(all, at);
    return all;
  }

  /** Holds the i-th of the wanted rows against its checksum. */
  void check(int i, ByteBuffer features, int at, int count) throws IOException {
    checksum.reset();
    checksum.update(features.duplicate().limit(at + count).position(at));
    int recordAt = recordAt(i);
    int checked = layout.checkedBytes();
    checksum.update(records.duplicate().limit(recordAt + checked).position(recordAt));
    if ((int) checksum.getValue() != records.getInt(recordAt + checked)) {
      throw damaged(place(i));
    }
  }

  private DamagedShardException damaged(int place) {
    return file.damaged("row " + (first + place) + " is not as it was written");
  }

  /** Gives the i-th of the wanted rows' targets and weight. */
  void record(int i, double[] targets, double[] weights) {
    int row = from + i - start;
    int width = layout.targets();
    int bytesOfNumber = layout.precision().bytes();
    for (int k = 0; k < width; k++) {
      targets[row * width + k] = layout.precision().get(records, recordAt(i) + k * bytesOfNumber);
    }
    weights[row] = layout.precision().get(records, recordAt(i) + width * bytesOfNumber);
  }
}
