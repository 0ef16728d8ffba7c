package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.sparkprop.common.vector.Precision;

/**
 * Writes the encoded rows of one shard into a file, in order. The file appears under its name only
 * when it is whole: it is written aside and renamed by {@link #finish}. Memory: one chunk.
 */
public final class ShardWriter implements AutoCloseable {
  static final long MAGIC = 0x3130_4452_4148_5350L; // "PSHARD01" as little-endian bytes

  private final Path file;
  private final Path unfinished;
  private final ChunkLayout layout;
  private final FileChannel channel;
  private final ByteBuffer features;
  private final ByteBuffer targets;
  private final ByteBuffer weights;
  private int rowsInChunk;
  private int rows;

  /**
   * Starts the file.
   *
   * @throws IOException if it cannot be made
   */
  public ShardWriter(Path file, ChunkLayout layout) throws IOException {
    this.file = file;
    this.layout = layout;
    this.unfinished =
        file.resolveSibling(
            file.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + Thread.currentThread().getId()
                + ".part");
    this.channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel.position(ChunkLayout.HEADER_BYTES);
    features = buffer(layout.features());
    targets = buffer(layout.targets());
    weights = buffer(1);
  }

  private ByteBuffer buffer(int width) {
    long bytes = (long) ChunkLayout.CHUNK_ROWS * width * layout.precision().bytes();
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Appends a row: its features, targets and weight as {@link ChunkLayout} counts them. */
  public void add(double[] rowFeatures, double[] rowTargets, double weight) throws IOException {
    put(features, rowFeatures, layout.features());
    put(targets, rowTargets, layout.targets());
    put(weights, weight);
    rows++;
    rowsInChunk++;
    if (rowsInChunk == ChunkLayout.CHUNK_ROWS) {
      writeChunk();
    }
  }

  private void put(ByteBuffer buffer, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      put(buffer, values[i]);
    }
  }

  private void put(ByteBuffer buffer, double value) {
    if (layout.precision() == Precision.FLOAT32) {
      buffer.putFloat((float) value);
    } else {
      buffer.putDouble(value);
    }
  }

  private void writeChunk() throws IOException {
    for (ByteBuffer column : new ByteBuffer[] {features, targets, weights}) {
      writeFully(column.flip());
      column.clear();
    }
    rowsInChunk = 0;
  }

  private void writeFully(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Writes what is left and the header, and gives the file its name. Returns the rows written. */
  public int finish() throws IOException {
    writeChunk();
    ByteBuffer header =
        ByteBuffer.allocate(ChunkLayout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC);
    header.putInt(layout.precision().bytes());
    header.putInt(layout.features());
    header.putInt(layout.targets());
    header.putInt(rows);
    header.position(0);
    channel.position(0);
    writeFully(header);
    channel.close();
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return rows;
  }

  /** Drops a file that was not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }
}
