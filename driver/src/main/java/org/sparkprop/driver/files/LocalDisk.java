package org.sparkprop.driver.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Hadoop's local disk, which throws an error where others throw an {@link IOException}: a disk that
 * is full, for one. Here it throws the same as they.
 */
final class LocalDisk extends FilterFileSystem {
  LocalDisk(FileSystem files) {
    super(files);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Told(out), statistics);
  }

  /** Something that may throw an {@link FSError}. */
  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private static void told(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (FSError e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  private static final class Told extends FilterOutputStream implements Syncable {
    private final FSDataOutputStream to;

    Told(FSDataOutputStream to) {
      super(to);
      this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
      told(() -> to.write(one));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      told(() -> to.write(bytes, from, count));
    }

    @Override
    public void flush() throws IOException {
      told(to::flush);
    }

    @Override
    public void hflush() throws IOException {
      told(to::hflush);
    }

    @Override
    public void hsync() throws IOException {
      told(to::hsync);
    }

    @Override
    public void close() throws IOException {
      told(to::close);
    }
  }
}
