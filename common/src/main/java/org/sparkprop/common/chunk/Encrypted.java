package org.sparkprop.common.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that lie on the disk encrypted by AES in counter mode (NIST SP 800-38A, 6.5), in which any
 * position can be read by itself. The first block of the file is its counter's random start, so
 * that no two files have a key stream in common; no position may be written twice.
 *
 * <p>As with what Spark itself encrypts, nobody who has not the key reads them; that they are as
 * they were written is not said by this.
 */
final class Encrypted implements StoredBytes {
  private static final int BLOCK = 16;
  private static final int PIECE = 64 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ThreadLocal<byte[]> PIECES = ThreadLocal.withInitial(() -> new byte[PIECE]);
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Encrypted::newCipher);

  private final StoredBytes stored;
  private final SecretKeySpec key;
  private final byte[] start;

  private Encrypted(StoredBytes stored, SecretKeySpec key, byte[] start) {
    this.stored = stored;
    this.key = key;
    this.start = start;
  }

  /** A new file. */
  static Encrypted create(StoredBytes empty, byte[] key) throws IOException {
    byte[] start = new byte[BLOCK];
    RANDOM.nextBytes(start);
    empty.write(ByteBuffer.wrap(start), 0);
    return new Encrypted(empty, new SecretKeySpec(key, "AES"), start);
  }

  /** A file that {@link #create} began. */
  static Encrypted open(StoredBytes stored, byte[] key) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(BLOCK);
    while (start.hasRemaining()) {
      if (stored.read(start, start.position()) < 0) {
        throw new EOFException("an encrypted file is shorter than its first block");
      }
    }
    return new Encrypted(stored, new SecretKeySpec(key, "AES"), start.array());
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES in counter mode", e);
    }
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    byte[] piece = PIECES.get();
    int wanted = Math.min(piece.length, into.remaining());
    int read = stored.read(ByteBuffer.wrap(piece, 0, wanted), BLOCK + at);
    if (read > 0) {
      crypt(piece, read, at);
      into.put(piece, 0, read);
    }
    return read;
  }

  @Override
  public void write(ByteBuffer from, long at) throws IOException {
    byte[] piece = PIECES.get();
    long position = at;
    while (from.hasRemaining()) {
      int count = Math.min(piece.length, from.remaining());
      from.get(piece, 0, count);
      crypt(piece, count, position);
      stored.write(ByteBuffer.wrap(piece, 0, count), BLOCK + position);
      position += count;
    }
  }

  /** Encrypts or decrypts, which is the same. */
  private void crypt(byte[] bytes, int count, long at) {
    Cipher cipher = CIPHERS.get();
    int skipped = (int) (at % BLOCK);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter(at / BLOCK)));
      cipher.update(new byte[skipped], 0, skipped);
      cipher.update(bytes, 0, count, bytes, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES cannot be used", e);
    }
  }

  /** The counter of a block: the start and its number, as one of 128 bits, the highest first. */
  private byte[] counter(long block) {
    byte[] counter = start.clone();
    long carried = block;
    for (int i = BLOCK - 1; i >= 0 && carried != 0; i--) {
      long sum = (counter[i] & 0xffL) + (carried & 0xff);
      counter[i] = (byte) sum;
      carried = (carried >>> 8) + (sum >>> 8);
    }
    return counter;
  }

  @Override
  public long size() throws IOException {
    return stored.size() - BLOCK;
  }

  @Override
  public void close() throws IOException {
    stored.close();
  }
}
