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

  /**
   * Reads rows into a micro-batch.
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
    int width = layout.precision().bytes();
    int done = 0;
    while (done < count) {
      int first = positions[from + done];
      int run = runLength(positions, from + done, count - done);
      int limit = features.position() + run * layout.features() * width;
      readFully(features.limit(limit), layout.featuresAt(first));
      readNumbers(layout.targetsAt(first, rows), run * layout.targets(), targets,
          done * layout.targets());
      readNumbers(layout.weightAt(first, rows), run, weights, done);
      done += run;
    }
  }

  /** How many of the positions from {@code from} on are neighbours in one chunk. */
  private static int runLength(int[] positions, int from, int most) {
    int first = positions[from];
    int inChunk = ChunkLayout.CHUNK_ROWS - first % ChunkLayout.CHUNK_ROWS;
    int length = 1;
    while (length < most && length < inChunk && positions[from + length] == first + length) {
      length++;
    }
    return length;
  }

  private void readNumbers(long at, int count, double[] into, int start) throws IOException {
    ByteBuffer numbers = buffer(count * layout.precision().bytes());
    readFully(numbers, at);
    numbers.flip();
    for (int i = 0; i < count; i++) {
      into[start + i] =
          layout.precision() == Precision.FLOAT32 ? numbers.getFloat() : numbers.getDouble();
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
