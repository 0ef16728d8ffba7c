package org.sparkprop.common.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sparkprop.common.vector.Precision;

/**
 * The encoded rows of one shard, read by position: the file is not mapped, since mapped pages count
 * against a process's memory, and needs no heap; what is read often stays in the operating system's
 * page cache. Safe for several threads.
 */
public final class ShardFile implements AutoCloseable {
  /** Rows with less than this between them are read together. */
  private static final int NEAR_BYTES = 4096;

  /** But no more than this at once, rows that are wanted apart. */
  private static final int STRETCH_BYTES = 256 * 1024;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final Path path;
  private final FileChannel channel;
  private final ChunkLayout layout;
  private final int rows;

  /**
   * Opens a file that {@link ShardWriter} finished.
   *
   * @throws IOException if it cannot be read or is not such a file of this layout
   */
  public ShardFile(Path path, ChunkLayout layout) throws IOException {
    this.path = path;
    this.layout = layout;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    ByteBuffer header = buffer(ChunkLayout.HEADER_BYTES);
    readFully(header, 0);
    header.flip();
    boolean matches =
        header.getLong() == ShardWriter.MAGIC
            && header.getInt() == layout.precision().bytes()
            && header.getInt() == layout.features()
            && header.getInt() == layout.targets();
    this.rows = header.getInt();
    if (!matches || rows < 0 || channel.size() != layout.fileBytes(rows)) {
      channel.close();
      throw new IOException(path + " is not a whole shard file of the layout " + layout);
    }
  }

  public int rows() {
    return rows;
  }

  public ChunkLayout layout() {
    return layout;
  }

  /** How long the file is. */
  public long bytes() {
    return layout.fileBytes(rows);
  }

  /** {@code count} bytes of the file as it is, from byte {@code from} on. */
  public byte[] bytes(long from, int count) throws IOException {
    ByteBuffer bytes = buffer(count);
    readFully(bytes, from);
    return bytes.array();
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
   * @param features overwritten from its position on, row after row
   * @param targets overwritten from 0 on, row after row
   * @param weights overwritten from 0 on
   */
  public void read(
      int[] positions, int from, int count, ByteBuffer features, double[] targets, double[] weights)
      throws IOException {
    Scratch scratch = SCRATCH.get();
    int done = 0;
    while (done < count) {
      int stretch = stretchLength(positions, from + done, count - done);
      int first = positions[from + done];
      int span = positions[from + done + stretch - 1] - first + 1;
      readFeatures(positions, from + done, stretch, features, scratch);
      readColumn(
          layout.targetsAt(first, rows),
          span,
          layout.targets(),
          scratch,
          positions,
          from + done,
          stretch,
          targets,
          done);
      readColumn(
          layout.weightAt(first, rows),
          span,
          1,
          scratch,
          positions,
          from + done,
          stretch,
          weights,
          done);
      done += stretch;
    }
  }

  /**
   * Reads the features of rows and throws them away, so that the operating system has them at hand
   * when they are wanted.
   *
   * @param positions row numbers, ascending
   * @return how many bytes were read
   */
  public long warm(int[] positions) throws IOException {
    Scratch scratch = SCRATCH.get();
    long bytes = 0;
    int done = 0;
    while (done < positions.length) {
      int stretch = stretchLength(positions, done, positions.length - done);
      int first = positions[done];
      int span = positions[done + stretch - 1] - first + 1;
      ByteBuffer all = scratch.bytes(span * layout.features() * layout.precision().bytes());
      bytes += all.remaining();
      readFully(all, layout.featuresAt(first));
      done += stretch;
    }
    return bytes;
  }

  /**
   * How many of the positions from {@code from} on are near enough, in one chunk, to be read at
   * once.
   */
  private int stretchLength(int[] positions, int from, int most) {
    int first = positions[from];
    int inChunk = ChunkLayout.CHUNK_ROWS - first % ChunkLayout.CHUNK_ROWS;
    long rowBytes = layout.rowBytes();
    int length = 1;
    while (length < most && positions[from + length] - first < inChunk) {
      int gap = positions[from + length] - positions[from + length - 1] - 1;
      long span = (positions[from + length] - first + 1) * rowBytes;
      boolean neighbours = gap == 0;
      if (!neighbours && (gap * rowBytes > NEAR_BYTES || span > STRETCH_BYTES)) {
        break;
      }
      length++;
    }
    return length;
  }

  private void readFeatures(
      int[] positions, int from, int count, ByteBuffer features, Scratch scratch)
      throws IOException {
    int rowBytes = layout.features() * layout.precision().bytes();
    int first = positions[from];
    int span = positions[from + count - 1] - first + 1;
    int limit = features.position() + count * rowBytes;
    if (span == count) {
      readFully(features.limit(limit), layout.featuresAt(first));
      return;
    }
    ByteBuffer all = scratch.bytes(span * rowBytes);
    readFully(all, layout.featuresAt(first));
    features.limit(limit);
    for (int i = 0; i < count; i++) {
      int at = (positions[from + i] - first) * rowBytes;
      features.put(features.position(), all, at, rowBytes);
      features.position(features.position() + rowBytes);
    }
  }

  private void readColumn(
      long at,
      int span,
      int width,
      Scratch scratch,
      int[] positions,
      int from,
      int count,
      double[] into,
      int start)
      throws IOException {
    ByteBuffer all = scratch.bytes(span * width * layout.precision().bytes());
    readFully(all, at);
    int first = positions[from];
    boolean floats = layout.precision() == Precision.FLOAT32;
    for (int i = 0; i < count; i++) {
      int number = (positions[from + i] - first) * width;
      for (int k = 0; k < width; k++) {
        into[(start + i) * width + k] =
            floats
                ? all.getFloat((number + k) * Float.BYTES)
                : all.getDouble((number + k) * Double.BYTES);
      }
    }
  }

  /** A thread's buffer for what is read together. Off the heap, as the channel wants it. */
  private static final class Scratch {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    ByteBuffer bytes(int size) {
      if (buffer.capacity() < size) {
        buffer = ByteBuffer.allocateDirect(Math.max(size, 2 * buffer.capacity()));
      }
      return buffer.clear().limit(size).order(ByteOrder.LITTLE_ENDIAN);
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
