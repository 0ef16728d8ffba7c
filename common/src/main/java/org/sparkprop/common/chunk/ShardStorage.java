package org.sparkprop.common.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** How shard files lie on the disk: as they are, or encrypted with a key. */
public final class ShardStorage {
  public static final ShardStorage PLAIN = new ShardStorage(Optional.empty());

  private final Optional<byte[]> key;

  private ShardStorage(Optional<byte[]> key) {
    this.key = key;
  }

  /**
   * Encrypted by AES in counter mode.
   *
   * @param key of 16, 24 or 32 bytes; copied
   */
  public static ShardStorage encrypted(byte[] key) {
    if (key.length != 16 && key.length != 24 && key.length != 32) {
      throw new IllegalArgumentException(
          "expected a key of 16, 24 or 32 bytes, got %d".formatted(key.length));
    }
    return new ShardStorage(Optional.of(Arrays.copyOf(key, key.length)));
  }

  /**
   * Writes a piece of a copy of a shard file, pieces in their order.
   *
   * @param at where it begins; 0 makes the file
   */
  public void write(Path path, long at, byte[] piece) throws IOException {
    try (StoredBytes file = at == 0 ? create(path) : reopen(path)) {
      file.write(ByteBuffer.wrap(piece), at);
    }
  }

  private StoredBytes reopen(Path path) throws IOException {
    return opened(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  StoredBytes create(Path path) throws IOException {
    StoredBytes plain =
        new Plain(
            path,
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
    return key.isEmpty() ? plain : Encrypted.create(plain, key.get());
  }

  StoredBytes open(Path path) throws IOException {
    return opened(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  private StoredBytes opened(Path path, FileChannel channel) throws IOException {
    StoredBytes plain = new Plain(path, channel);
    if (key.isEmpty()) {
      return plain;
    }
    try {
      return Encrypted.open(plain, key.get());
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }
}
