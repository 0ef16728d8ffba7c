package org.sparkprop.common.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The bytes of an open shard file, and whether they have been found to be others than written. */
final class ShardBytes implements AutoCloseable {
  private final Path path;
  private final StoredBytes stored;
  private volatile boolean damaged;

  ShardBytes(Path path, ShardStorage storage) throws IOException {
    this.path = path;
    this.stored = storage.open(path);
  }

  long size() throws IOException {
    return stored.size();
  }

  /** Reads as many bytes as the buffer has room for. */
  void readFully(ByteBuffer into, long at) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int read = stored.read(into, position);
      if (read < 0) {
        throw new EOFException(path + " ends before byte " + (position + into.remaining()));
      }
      position += read;
    }
  }

  /** So many bytes, little-endian. */
  ByteBuffer read(int count, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    readFully(bytes, at);
    return bytes.flip();
  }

  /** To be thrown where something is not as it was written; this remembers it. */
  DamagedShardException damaged(String what) {
    damaged = true;
    return new DamagedShardException(path, what);
  }

  boolean isDamaged() {
    return damaged;
  }

  @Override
  public void close() throws IOException {
    stored.close();
  }
}
