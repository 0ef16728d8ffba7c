package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

/**
 * The encoded rows of one shard, read by position: the file is not mapped, since mapped pages count
 * against a process's memory, and needs no heap; what is read often stays in the operating system's
 * page cache. Each row that is read is held against its checksum. Safe for several threads.
 */
public final class ShardFile implements AutoCloseable {
  private final ShardBytes file;
  private final ShardIndex index;
  private final ChunkLayout layout;

  /** What bytes stand for, in single precision. */
  private final float[] byteFloats;

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
    this.layout = layout;
    this.byteFloats = byteFloats(layout);
    this.file = new ShardBytes(path, storage);
    try {
      this.index = ShardIndex.read(file, layout);
    } catch (IOException e) {
      file.close();
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

  public int rows() {
    return index.rows();
  }

  public ChunkLayout layout() {
    return layout;
  }

  /** How long the file is. */
  public long bytes() {
    return index.bytes();
  }

  /** About how many bytes of the file a row takes. */
  public long rowBytes() {
    return index.rowBytes();
  }

  /** Whether a row that was read was not as it was written. */
  public boolean isDamaged() {
    return file.isDamaged();
  }

  /** {@code count} bytes of the file as it is, from byte {@code from} on. */
  public byte[] bytes(long from, int count) throws IOException {
    return file.read(count, from).array();
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
    int featureBytes = layout.featureBytes();
    for (Stretch stretch = stretch(positions, from, count); stretch.next(); ) {
      ByteBuffer rows = stretch.bytes();
      for (int i = 0; i < stretch.length(); i++) {
        stretch.check(i);
        if (bytesStored) {
          expand(rows, stretch.featuresAt(i), features);
        } else {
          features.limit(features.position() + featureBytes);
          features.put(features.position(), rows, stretch.featuresAt(i), featureBytes);
          features.position(features.limit());
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
    for (Stretch stretch = stretch(positions, from, count); stretch.next(); ) {
      ByteBuffer rows = stretch.bytes();
      for (int i = 0; i < stretch.length(); i++) {
        stretch.check(i);
        int entries = stretch.featureBytes(i) / layout.entryBytes();
        int columnsAt = stretch.featuresAt(i);
        int valuesAt = columnsAt + entries * Integer.BYTES;
        for (int k = 0; k < entries; k++) {
          features.add(
              rows.getInt(columnsAt + k * Integer.BYTES),
              layout.precision().get(rows, valuesAt + k * layout.precision().bytes()));
        }
        features.endRow();
        stretch.record(i, targets, weights);
      }
    }
  }

  private Stretch stretch(int[] positions, int from, int count) {
    return new Stretch(file, index, positions, from, count);
  }

  /**
   * Reads rows and throws them away, so that the operating system has them at hand when they are
   * wanted.
   *
   * @param positions row numbers, ascending
   * @return how many bytes were read
   */
  public long warm(int[] positions) throws IOException {
    long read = 0;
    for (Stretch stretch = stretch(positions, 0, positions.length); stretch.next(); ) {
      read += stretch.bytes().limit();
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
