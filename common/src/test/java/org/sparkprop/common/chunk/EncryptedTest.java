package org.sparkprop.common.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.vector.Precision;

class EncryptedTest {
  private static final byte[] KEY = "sixteen bytes of".getBytes(StandardCharsets.US_ASCII);
  private static final ShardStorage STORAGE = ShardStorage.encrypted(KEY);

  @TempDir Path folder;

  @Test
  void anyRangeReadsAsItWasWritten() throws IOException {
    byte[] bytes = new byte[200_001];
    new Random(3).nextBytes(bytes);
    Path path = folder.resolve("file");
    try (StoredBytes file = STORAGE.create(path)) {
      // The header is written last.
      file.write(ByteBuffer.wrap(bytes, 40, bytes.length - 40), 40);
      file.write(ByteBuffer.wrap(bytes, 0, 40), 0);
    }
    try (StoredBytes file = STORAGE.open(path)) {
      assertEquals(bytes.length, file.size());
      Random random = new Random(4);
      for (int i = 0; i < 200; i++) {
        int at = random.nextInt(bytes.length);
        ByteBuffer into = ByteBuffer.allocateDirect(1 + random.nextInt(bytes.length - at));
        while (into.hasRemaining()) {
          assertTrue(file.read(into, at + into.position()) > 0);
        }
        byte[] read = new byte[into.flip().remaining()];
        into.get(read);
        assertArrayEquals(Arrays.copyOfRange(bytes, at, at + read.length), read);
      }
      assertEquals(-1, file.read(ByteBuffer.allocate(1), bytes.length));
    }
  }

  /**
   * Decrypted from its first byte to its last by Java alone, with the counter as the file has it.
   */
  @Test
  void isAesInCounterMode() throws Exception {
    byte[] bytes =
        "many a mickle makes a muckle, block after block".getBytes(StandardCharsets.UTF_8);
    Path path = folder.resolve("file");
    STORAGE.write(path, 0, Arrays.copyOf(bytes, 21));
    STORAGE.write(path, 21, Arrays.copyOfRange(bytes, 21, bytes.length));
    byte[] stored = Files.readAllBytes(path);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(stored, 0, 16));
    assertArrayEquals(bytes, cipher.doFinal(stored, 16, stored.length - 16));
  }

  @Test
  void noTwoFilesAreAlikeAndNoneHoldsAValue() throws IOException {
    ChunkLayout layout = ChunkLayout.ofNumbers(Precision.FLOAT32, 3, 1);
    byte[][] stored = new byte[2][];
    for (int i = 0; i < 2; i++) {
      Path path = folder.resolve("shard-" + i);
      try (ShardWriter writer = new ShardWriter(path, layout, STORAGE)) {
        for (int row = 0; row < 5000; row++) {
          writer.add(new double[] {1.5, row, -2}, new double[] {1}, 1);
        }
        writer.finish();
      }
      stored[i] = Files.readAllBytes(path);
      try (ShardFile file = new ShardFile(path, layout, STORAGE)) {
        ByteBuffer features = ByteBuffer.allocateDirect(24).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        file.read(new int[] {7, 4999}, 0, 2, features, new double[2], new double[2]);
        assertEquals(4999, features.getFloat(16));
      }
      assertThrows(IOException.class, () -> new ShardFile(path, layout));
      assertThrows(
          IOException.class,
          () -> new ShardFile(path, layout, ShardStorage.encrypted(new byte[16])));
    }
    assertFalse(Arrays.equals(stored[0], stored[1]));
    byte[] plain =
        ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).array();
    int found = 0;
    for (int i = 0; i + 4 <= stored[0].length; i++) {
      found += Arrays.equals(plain, Arrays.copyOfRange(stored[0], i, i + 4)) ? 1 : 0;
    }
    assertEquals(0, found);
  }

  @Test
  void refusesKeysThatAesHasNot() {
    assertThrows(IllegalArgumentException.class, () -> ShardStorage.encrypted(new byte[15]));
  }
}
