package org.sparkprop.common.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

/**
 * The encoded rows of one shard, read by position: the file is not mapped, since mapped pages count
 * against a process's memory, and needs no heap; what is read often stays in the operating system's
 * page cache. Each row that is read is held against its checksum. Safe for several threads.
 */
public final class ShardFile implements AutoCloseable {
  /** Rows with less than this between them are read together. */
  private static final int NEAR_BYTES = 4096;

  /** But no more than this at once, rows that are wanted apart. */
  private static final int STRETCH_BYTES = 256 * 1024;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final Path path;
  private final StoredBytes channel;
  private final ChunkLayout layout;
  private final int rows;
  private final long bytes;

  /** Where each chunk of entries begins, and where the last one ends; else none. */
  private final long[] chunkStarts;

  /** What bytes stand for, in single precision. */
  private final float[] byteFloats;

  private volatile boolean damaged;

  /**
   * Opens a file that {@link ShardWriter} finished.
   *
   * @throws IOException if it cannot be read or is not such a file of this layout
   */
  public ShardFile(Path path, ChunkLayout layout) throws IOException {
    this(path, layout, ShardStorage.PLAIN);
  }

  /**
   * The same of a file that lies on the disk in some other way.
   *
   * @param storage with which it was written
   */
  public ShardFile(Path path, ChunkLayout layout, ShardStorage storage) throws IOException {
    this.path = path;
    this.layout = layout;
    this.byteFloats = byteFloats(layout);
    this.channel = storage.open(path);
    try {
      if (channel.size() < ChunkLayout.HEADER_BYTES) {
        throw notWhole();
      }
      ByteBuffer header = buffer(ChunkLayout.HEADER_BYTES);
      readFully(header, 0);
      Optional<ShardHeader> read = ShardHeader.read(header.flip(), layout);
      if (read.isEmpty() || channel.size() != read.get().fileBytes(layout)) {
        throw notWhole();
      }
      this.rows = read.get().rows();
      this.bytes = channel.size();
      this.chunkStarts =
          layout.form() == StoredForm.ENTRIES ? readStarts(read.get().end()) : new long[0];
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static float[] byteFloats(ChunkLayout layout) {
    float[] floats = new float[layout.byteValues().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = layout.byteValues().get(i).floatValue();
    }
    return floats;
  }

  private IOException notWhole() {
    return new DamagedShardException(path, "it is not a whole shard file of the layout " + layout);
  }

  private long[] readStarts(long end) throws IOException {
    int chunks = layout.chunks(rows);
    ByteBuffer directory = buffer(chunks * Long.BYTES);
    readFully(directory, end);
    long[] starts = new long[chunks + 1];
    starts[chunks] = end;
    for (int i = 0; i < chunks; i++) {
      starts[i] = directory.getLong(i * Long.BYTES);
    }
    for (int i = 0; i < chunks; i++) {
      long least = starts[i] + (long) layout.rowsOf(i, rows) * layout.recordBytes();
      boolean isFirst = i > 0 || starts[i] == ChunkLayout.HEADER_BYTES;
      if (!isFirst || starts[i + 1] < least) {
        throw notWhole();
      }
    }
    return starts;
  }

  public int rows() {
    return rows;
  }

  public ChunkLayout layout() {
    return layout;
  }

  /** How long the file is. */
  public long bytes() {
    return bytes;
  }

  /** About how many bytes of the file a row takes. */
  public long rowBytes() {
    return layout.form() == StoredForm.ENTRIES ? bytes / Math.max(1, rows) : layout.rowBytes();
  }

  /** Whether a row that was read was not as it was written. */
  public boolean isDamaged() {
    return damaged;
  }

  /** {@code count} bytes of the file as it is, from byte {@code from} on. */
  public byte[] bytes(long from, int count) throws IOException {
    ByteBuffer some = buffer(count);
    readFully(some, from);
    return some.array();
  }

  /**
   * Reads rows into a micro-batch.
   *
   * <p>Rows that stand near each other are read in one call together with those between them: a
   * call costs as much as copying some kilobytes.
   *
   * @param positions row numbers, ascending
   * @param from the first of them that is wanted
   * @param count how many are wanted
   * @param features overwritten from its position on, row after row, in the run's precision
   * @param targets overwritten from 0 on, row after row
   * @param weights overwritten from 0 on
   * @throws DamagedShardException if a row is not as it was written
   */
  public void read(
      int[] positions, int from, int count, ByteBuffer features, double[] targets, double[] weights)
      throws IOException {
    boolean bytesStored = layout.form() == StoredForm.BYTES;
    int rowBytes = layout.featureBytes();
    for (Stretch stretch = new Stretch(positions, from, count); stretch.next(); ) {
      ByteBuffer all;
      int base;
      if (!bytesStored && stretch.isWhole()) {
        base = features.position();
        all = features.limit(base + stretch.length * rowBytes);
        readFully(all, stretch.featuresAt());
      } else {
        base = 0;
        all = stretch.scratch.features(Math.multiplyExact(stretch.span, rowBytes));
        readFully(all, stretch.featuresAt());
      }
      for (int i = 0; i < stretch.length; i++) {
        int at = base + stretch.place(i) * rowBytes;
        stretch.check(i, all, at, rowBytes);
        if (bytesStored) {
          expand(all, at, features);
        } else if (!stretch.isWhole()) {
          features.limit(features.position() + rowBytes);
          features.put(features.position(), all, at, rowBytes);
          features.position(features.position() + rowBytes);
        }
        stretch.record(i, targets, weights);
      }
    }
  }

  private void expand(ByteBuffer stored, int at, ByteBuffer into) {
    boolean single = layout.precision() == Precision.FLOAT32;
    into.limit(into.position() + layout.features() * layout.precision().bytes());
    for (int i = 0; i < layout.features(); i++) {
      int index = stored.get(at + i) & 0xff;
      if (single) {
        into.putFloat(byteFloats[index]);
      } else {
        into.putDouble(layout.byteValues().get(index));
      }
    }
  }

  /** The same of a file of entries: rows are added behind those that are there. */
  public void read(
      int[] positions, int from, int count, SparseRows features, double[] targets, double[] weights)
      throws IOException {
    int entryBytes = layout.entryBytes();
    for (Stretch stretch = new Stretch(positions, from, count); stretch.next(); ) {
      ByteBuffer all = stretch.entries();
      for (int i = 0; i < stretch.length; i++) {
        int at = stretch.firstEntry(i);
        int entries = stretch.endEntry(i) - at;
        stretch.check(i, all, at * entryBytes, entries * entryBytes);
        int valuesAt = at * entryBytes + entries * Integer.BYTES;
        for (int k = 0; k < entries; k++) {
          features.add(
              all.getInt(at * entryBytes + k * Integer.BYTES),
              number(all, valuesAt + k * layout.precision().bytes()));
        }
        features.endRow();
        stretch.record(i, targets, weights);
      }
    }
  }

  private double number(ByteBuffer from, int at) {
    return layout.precision() == Precision.FLOAT32 ? from.getFloat(at) : from.getDouble(at);
  }

  /**
   * Reads the features of rows and throws them away, so that the operating system has them at hand
   * when they are wanted.
   *
   * @param positions row numbers, ascending
   * @return how many bytes were read
   */
  public long warm(int[] positions) throws IOException {
    long read = 0;
    for (Stretch stretch = new Stretch(positions, 0, positions.length); stretch.next(); ) {
      if (layout.form() == StoredForm.ENTRIES) {
        read += stretch.entries().limit();
      } else {
        ByteBuffer all = stretch.scratch.features(stretch.span * layout.featureBytes());
        readFully(all, stretch.featuresAt());
        read += all.limit();
      }
    }
    return read;
  }

  /** Rows of one chunk that are read together: a cursor over the positions that are wanted. */
  private final class Stretch {
    private final int[] positions;
    private final int end;
    private final Scratch scratch = SCRATCH.get();
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

    Stretch(int[] positions, int from, int count) {
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
      readFully(read, chunkAt() + (long) (inChunk() - before) * recordBytes);
      read.flip();
      entriesBefore = before == 0 ? 0 : read.getInt(layout.checkedBytes() - Integer.BYTES);
      records = read.position(before * recordBytes).slice().order(ByteOrder.LITTLE_ENDIAN);
      return true;
    }

    private int lengthFrom() {
      int left = layout.chunkRows() - inChunk();
      long rowBytes = rowBytes();
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

    private long chunkAt() {
      return chunkStarts.length > 0 ? chunkStarts[chunk] : layout.chunkAt(chunk);
    }

    private long allFeaturesAt() {
      return chunkAt() + (long) layout.rowsOf(chunk, rows) * layout.recordBytes();
    }

    long featuresAt() {
      return allFeaturesAt() + (long) inChunk() * layout.featureBytes();
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
      long at = allFeaturesAt() + (long) entriesBefore * layout.entryBytes();
      if (entriesBefore < 0 || at + (long) last * layout.entryBytes() > chunkStarts[chunk + 1]) {
        throw damaged(0);
      }
      ByteBuffer all = scratch.features(last * layout.entryBytes());
      readFully(all, at);
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
      damaged = true;
      return new DamagedShardException(
          path, "row " + (first + place) + " is not as it was written");
    }

    /** Gives the i-th of the wanted rows' targets and weight. */
    void record(int i, double[] targets, double[] weights) {
      int row = from + i - start;
      int width = layout.targets();
      int bytesOfNumber = layout.precision().bytes();
      for (int k = 0; k < width; k++) {
        targets[row * width + k] = number(records, recordAt(i) + k * bytesOfNumber);
      }
      weights[row] = number(records, recordAt(i) + width * bytesOfNumber);
    }
  }

  /** A thread's buffers for what is read together. Off the heap, as the channel wants it. */
  private static final class Scratch {
    private ByteBuffer features = ByteBuffer.allocateDirect(4096);
    private ByteBuffer records = ByteBuffer.allocateDirect(4096);

    ByteBuffer features(int size) {
      features = atLeast(features, size);
      return features.clear().limit(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer records(int size) {
      records = atLeast(records, size);
      return records.clear().limit(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer atLeast(ByteBuffer buffer, int size) {
      return buffer.capacity() >= size
          ? buffer
          : ByteBuffer.allocateDirect(
              (int) Math.max(size, Math.min(2L * buffer.capacity(), size * 2L)));
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readFully(ByteBuffer into, long at) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int read = channel.read(into, position);
      if (read < 0) {
        throw new EOFException(path + " ends before byte " + (position + into.remaining()));
      }
      position += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
