package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What lies where in a shard file. */
final class ShardIndex {
  private final ShardBytes file;
  private final ChunkLayout layout;
  private final int rows;
  private final long bytes;

  /** Where each chunk of entries begins, and where the last one ends; else none. */
  private final long[] chunkStarts;

  private ShardIndex(
      ShardBytes file, ChunkLayout layout, int rows, long bytes, long[] chunkStarts) {
    this.file = file;
    this.layout = layout;
    this.rows = rows;
    this.bytes = bytes;
    this.chunkStarts = chunkStarts;
  }

  /**
   * Reads a file's header and, of entries, where chunks begin.
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
    return new ShardIndex(file, layout, rows, size, starts);
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
      long leastBytes = layout.rowsOf(i, rows) * (long) (Integer.BYTES + layout.rowBytes());
      boolean isFirst = i > 0 || starts[i] == ChunkLayout.HEADER_BYTES;
      if (!isFirst || starts[i + 1] - starts[i] < leastBytes) {
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
    return isOfEntries() ? bytes / Math.max(1, rows) : layout.rowBytes();
  }

  private boolean isOfEntries() {
    return layout.form() == StoredForm.ENTRIES;
  }

  /** The row behind the last that lies in one piece with this one. */
  long pieceEnd(int row) {
    return isOfEntries() ? (row / layout.chunkRows() + 1L) * layout.chunkRows() : rows;
  }

  /** Where rows lie that are in one piece. */
  Extent extent(int first, int count) throws IOException {
    return isOfEntries()
        ? extentOfEntries(first, count)
        : Extent.ofEqual(
            ChunkLayout.HEADER_BYTES + (long) first * layout.rowBytes(), count, layout.rowBytes());
  }

  private Extent extentOfEntries(int first, int count) throws IOException {
    int chunk = first / layout.chunkRows();
    int inChunk = first - chunk * layout.chunkRows();
    int before = inChunk > 0 ? 1 : 0;
    ByteBuffer stored = Scratch.ofThread().ends((count + before) * Integer.BYTES);
    file.readFully(stored, chunkStarts[chunk] + (long) (inChunk - before) * Integer.BYTES);
    int begin = before == 0 ? 0 : stored.getInt(0);
    long at = chunkStarts[chunk] + (long) layout.rowsOf(chunk, rows) * Integer.BYTES + begin;
    long room = chunkStarts[chunk + 1] - at;
    int[] ends = new int[count];
    long last = 0;
    for (int i = 0; i < count; i++) {
      long end = (long) stored.getInt((i + before) * Integer.BYTES) - begin;
      long entryBytes = end - last - layout.recordBytes();
      if (begin < 0 || entryBytes < 0 || entryBytes % layout.entryBytes() != 0 || end > room) {
        throw damaged(first + i);
      }
      ends[i] = Math.toIntExact(end);
      last = end;
    }
    return new Extent(at, ends);
  }

  /** To be thrown where a row is not as it was written. */
  DamagedShardException damaged(int row) {
    return file.damaged("row " + row + " is not as it was written");
  }
}
