package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

/**
 * Writes the encoded rows of one shard into a file, in order. The file appears under its name only
 * when it is whole: it is written aside and renamed by {@link #finish}. Memory: one chunk.
 */
public final class ShardWriter implements AutoCloseable {
  static final long MAGIC = 0x3330_4452_4148_5350L; // "PSHARD03" as little-endian bytes

  private final Path file;
  private final Path unfinished;
  private final ChunkLayout layout;
  private final StoredBytes channel;
  private long position = ChunkLayout.HEADER_BYTES;
  private final CRC32C checksum = new CRC32C();
  private final List<Long> chunkStarts = new ArrayList<>();

  /** Where the chunk's rows end. */
  private final ByteBuffer ends;

  private ByteBuffer rows;
  private int rowsInChunk;
  private int written;

  /**
   * Starts the file.
   *
   * @throws IOException if it cannot be made
   */
  public ShardWriter(Path file, ChunkLayout layout) throws IOException {
    this(file, layout, ShardStorage.PLAIN);
  }

  /** Starts a file that lies on the disk in some other way. */
  public ShardWriter(Path file, ChunkLayout layout, ShardStorage storage) throws IOException {
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
    this.channel = storage.create(unfinished);
    ends = buffer(layout.chunkRows() * Integer.BYTES);
    rows = buffer(Math.multiplyExact(layout.chunkRows(), layout.rowBytes()));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Appends a row of numbers: its features, targets and weight as {@link ChunkLayout} counts them.
   */
  public void add(double[] rowFeatures, double[] rowTargets, double weight) throws IOException {
    int start = rows.position();
    for (int i = 0; i < layout.features(); i++) {
      put(rowFeatures[i]);
    }
    endRow(start, rowTargets, weight);
  }

  /**
   * Appends a row of bytes, at the start of the array.
   *
   * @param rowFeatures which of {@link ChunkLayout#byteValues} each number is
   */
  public void add(byte[] rowFeatures, double[] rowTargets, double weight) throws IOException {
    int start = rows.position();
    rows.put(rowFeatures, 0, layout.features());
    endRow(start, rowTargets, weight);
  }

  /** Appends a row of entries. */
  public void add(SparseRows of, int row, double[] rowTargets, double weight) throws IOException {
    int count = of.end(row) - of.start(row);
    makeRoom(Math.addExact(Math.multiplyExact(count, layout.entryBytes()), layout.recordBytes()));
    int start = rows.position();
    for (int i = of.start(row); i < of.end(row); i++) {
      rows.putInt(of.column(i));
    }
    for (int i = of.start(row); i < of.end(row); i++) {
      put(of.value(i));
    }
    endRow(start, rowTargets, weight);
  }

  private void makeRoom(int bytes) {
    if (rows.remaining() < bytes) {
      int needed = Math.addExact(rows.position(), bytes);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * rows.capacity());
      rows = buffer(Math.max(needed, doubled)).put(rows.flip());
    }
  }

  private void endRow(int start, double[] rowTargets, double weight) throws IOException {
    for (int i = 0; i < layout.targets(); i++) {
      put(rowTargets[i]);
    }
    put(weight);
    checksum.reset();
    checksum.update(rows.array(), start, rows.position() - start);
    rows.putInt((int) checksum.getValue());
    ends.putInt(rows.position());
    written++;
    rowsInChunk++;
    if (rowsInChunk == layout.chunkRows()) {
      writeChunk();
    }
  }

  private void put(double value) {
    if (layout.precision() == Precision.FLOAT32) {
      rows.putFloat((float) value);
    } else {
      rows.putDouble(value);
    }
  }

  private void writeChunk() throws IOException {
    if (layout.form() == StoredForm.ENTRIES && rowsInChunk > 0) {
      chunkStarts.add(position);
      writeFully(ends.flip());
    }
    writeFully(rows.flip());
    ends.clear();
    rows.clear();
    rowsInChunk = 0;
  }

  private void writeFully(ByteBuffer buffer) throws IOException {
    int bytes = buffer.remaining();
    channel.write(buffer, position);
    position += bytes;
  }

  /** Writes what is left and the header, and gives the file its name. Returns the rows written. */
  public int finish() throws IOException {
    writeChunk();
    long end = position;
    if (layout.form() == StoredForm.ENTRIES) {
      ByteBuffer directory = buffer(chunkStarts.size() * Long.BYTES);
      chunkStarts.forEach(directory::putLong);
      writeFully(directory.flip());
    }
    channel.write(ShardHeader.of(layout, written, end), 0);
    channel.close();
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return written;
  }

  /** Drops a file that was not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }
}
