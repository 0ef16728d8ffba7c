package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What lies where in a shard file. */
final class ShardIndex {
  private final ChunkLayout layout;
  private final int rows;
  private final long bytes;

  /** Where each chunk of entries begins, and where the last one ends; else none. */
  private final long[] chunkStarts;

  private ShardIndex(ChunkLayout layout, int rows, long bytes, long[] chunkStarts) {
    this.layout = layout;
    this.rows = rows;
    this.bytes = bytes;
    this.chunkStarts = chunkStarts;
  }

  /**
   * Reads a file's header and directory.
   *
   * @throws DamagedShardException if it is no whole file of this layout
   */
  static ShardIndex read(ShardBytes file, ChunkLayout layout) throws IOException {
    long size = file.size();
    Optional<ShardHeader> header =
        size < ChunkLayout.HEADER_BYTES
            ? Optional.empty()
            : ShardHeader.read(file.read(ChunkLayout.HEADER_BYTES, 0), layout);
    if (header.isEmpty() || size != header.get().fileBytes(layout)) {
      throw notWhole(file, layout);
    }
    int rows = header.get().rows();
    long[] starts =
        layout.form() == StoredForm.ENTRIES
            ? readStarts(file, layout, rows, header.get().end())
            : new long[0];
    return new ShardIndex(layout, rows, size, starts);
  }

  private static long[] readStarts(ShardBytes file, ChunkLayout layout, int rows, long end)
      throws IOException {
    int chunks = layout.chunks(rows);
    ByteBuffer directory = file.read(chunks * Long.BYTES, end);
    long[] starts = new long[chunks + 1];
    starts[chunks] = end;
    for (int i = 0; i < chunks; i++) {
      starts[i] = directory.getLong(i * Long.BYTES);
    }
    for (int i = 0; i < chunks; i++) {
      long least = starts[i] + (long) layout.rowsOf(i, rows) * layout.recordBytes();
      boolean isFirst = i > 0 || starts[i] == ChunkLayout.HEADER_BYTES;
      if (!isFirst || starts[i + 1] < least) {
        throw notWhole(file, layout);
      }
    }
    return starts;
  }

  private static IOException notWhole(ShardBytes file, ChunkLayout layout) {
    return file.damaged("it is not a whole shard file of the layout " + layout);
  }

  ChunkLayout layout() {
    return layout;
  }

  int rows() {
    return rows;
  }

  /** How long the file is. */
  long bytes() {
    return bytes;
  }

  /** About how many bytes of the file a row takes. */
  long rowBytes() {
    return chunkStarts.length > 0 ? bytes / Math.max(1, rows) : layout.rowBytes();
  }

  /** Where a chunk begins, with the records of its rows. */
  long chunkAt(int chunk) {
    return chunkStarts.length > 0 ? chunkStarts[chunk] : layout.chunkAt(chunk);
  }

  /** Where the features of a chunk's rows begin. */
  long featuresAt(int chunk) {
    return chunkAt(chunk) + (long) layout.rowsOf(chunk, rows) * layout.recordBytes();
  }

  /** Where a chunk of entries ends. */
  long entriesEnd(int chunk) {
    return chunkStarts[chunk + 1];
  }
}
