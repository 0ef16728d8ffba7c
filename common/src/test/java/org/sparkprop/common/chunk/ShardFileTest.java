package org.sparkprop.common.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

class ShardFileTest {
  private static final ChunkLayout LAYOUT = ChunkLayout.ofNumbers(Precision.FLOAT32, 3, 2);

  private static final ChunkLayout ENTRIES = ChunkLayout.ofEntries(Precision.FLOAT32, 30_000, 1);

  @TempDir Path folder;

  /**
   * Row i has the features 10i, 10i + 1, 10i + 2, the targets −i, i / 2 and the weight i + 0.25.
   */
  private Path write(int rows, ChunkLayout layout) throws IOException {
    Path file = folder.resolve("shard-" + rows);
    try (ShardWriter writer = new ShardWriter(file, layout)) {
      for (int i = 0; i < rows; i++) {
        writer.add(
            new double[] {10.0 * i, 10.0 * i + 1, 10.0 * i + 2},
            new double[] {-i, i / 2.0},
            i + 0.25);
      }
      assertEquals(rows, writer.finish());
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 10_000})
  void givesBackEveryRow(int rows) throws IOException {
    try (ShardFile file = new ShardFile(write(rows, LAYOUT), LAYOUT)) {
      assertEquals(rows, file.rows());
      int[] all = new int[rows];
      Arrays.setAll(all, i -> i);
      check(file, all);
    }
  }

  @Test
  void readsScatteredRowsAcrossChunks() throws IOException {
    try (ShardFile file = new ShardFile(write(10_000, LAYOUT), LAYOUT)) {
      check(file, new int[] {0, 1, 2, 17, 4094, 4095, 4096, 4097, 8191, 8192, 9999});
    }
  }

  /** As when Spark kills one of several tasks that read a file. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsInterruptedLeavesTheFileToTheOthers(boolean encrypted) throws IOException {
    ShardStorage storage = encrypted ? ShardStorage.encrypted(new byte[16]) : ShardStorage.PLAIN;
    Path path = folder.resolve("interrupted");
    try (ShardWriter writer = new ShardWriter(path, LAYOUT, storage)) {
      writer.add(new double[] {1, 2, 3}, new double[] {4, 5}, 6);
      writer.finish();
    }
    ShardFile file = new ShardFile(path, LAYOUT, storage);
    Thread.currentThread().interrupt();
    assertThrows(ClosedByInterruptException.class, () -> file.warm(new int[] {0}));
    assertTrue(Thread.interrupted());
    assertFalse(file.isDamaged());
    assertTrue(file.warm(new int[] {0}) > 0);
    file.close();
    assertThrows(ClosedChannelException.class, () -> file.warm(new int[] {0}));
  }

  /** A row is 28 bytes: six numbers and a checksum; rows between two near ones are read too. */
  @Test
  void warmingReadsTheRows() throws IOException {
    try (ShardFile file = new ShardFile(write(10_000, LAYOUT), LAYOUT)) {
      assertEquals(0, file.warm(new int[0]));
      assertEquals(28, file.warm(new int[] {9999}));
      assertEquals(3 * 28 + 28, file.warm(new int[] {5, 7, 4096}));
    }
  }

  @Test
  void keepsDoublesWhole() throws IOException {
    ChunkLayout layout = ChunkLayout.ofNumbers(Precision.FLOAT64, 1, 1);
    Path path = folder.resolve("doubles");
    try (ShardWriter writer = new ShardWriter(path, layout)) {
      writer.add(new double[] {Math.PI}, new double[] {Math.E}, 1 / 3.0);
      writer.finish();
    }
    try (ShardFile file = new ShardFile(path, layout)) {
      ByteBuffer features = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
      double[] targets = new double[1];
      double[] weights = new double[1];
      file.read(new int[] {0}, 0, 1, features, targets, weights);
      assertEquals(Math.PI, features.getDouble(0), 0);
      assertEquals(Math.E, targets[0], 0);
      assertEquals(1 / 3.0, weights[0], 0);
    }
  }

  private static void check(ShardFile file, int[] positions) throws IOException {
    int half = positions.length / 2;
    for (int[] part : new int[][] {{0, half}, {half, positions.length - half}}) {
      int count = part[1];
      ByteBuffer features =
          ByteBuffer.allocateDirect(Math.max(1, count * 3 * 4)).order(ByteOrder.LITTLE_ENDIAN);
      double[] targets = new double[count * 2];
      double[] weights = new double[count];
      file.read(positions, part[0], count, features, targets, weights);
      for (int i = 0; i < count; i++) {
        int row = positions[part[0] + i];
        for (int f = 0; f < 3; f++) {
          assertEquals((float) (10.0 * row + f), features.getFloat((i * 3 + f) * 4), 0f);
        }
        assertEquals(-row, targets[2 * i], 0);
        assertEquals(row / 2.0, targets[2 * i + 1], 0);
        assertEquals(row + 0.25, weights[i], 0);
      }
    }
  }

  /** Row i has i % 4 entries: of column 7i + k the number i + k / 4. */
  private Path writeEntries(int rows) throws IOException {
    Path file = folder.resolve("entries-" + rows);
    SparseRows of = new SparseRows();
    try (ShardWriter writer = new ShardWriter(file, ENTRIES)) {
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < i % 4; k++) {
          of.add(7 * i + k, i + k / 4.0);
        }
        of.endRow();
        writer.add(of, i, new double[] {-i}, i + 0.25);
      }
      assertEquals(rows, writer.finish());
    }
    return file;
  }

  private static void checkEntries(ShardFile file, int[] positions) throws IOException {
    SparseRows read = new SparseRows();
    double[] targets = new double[positions.length];
    double[] weights = new double[positions.length];
    file.read(positions, 0, positions.length, read, targets, weights);
    assertEquals(positions.length, read.rows());
    for (int i = 0; i < positions.length; i++) {
      int row = positions[i];
      assertEquals(row % 4, read.end(i) - read.start(i), "entries of row " + row);
      for (int k = 0; k < row % 4; k++) {
        assertEquals(7 * row + k, read.column(read.start(i) + k));
        assertEquals((float) (row + k / 4.0), read.value(read.start(i) + k), 0);
      }
      assertEquals(-row, targets[i], 0);
      assertEquals(row + 0.25, weights[i], 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 3000})
  void givesBackEveryRowOfEntries(int rows) throws IOException {
    try (ShardFile file = new ShardFile(writeEntries(rows), ENTRIES)) {
      assertEquals(rows, file.rows());
      int[] all = new int[rows];
      Arrays.setAll(all, i -> i);
      checkEntries(file, all);
      file.warm(all);
    }
  }

  @Test
  void readsScatteredRowsOfEntries() throws IOException {
    try (ShardFile file = new ShardFile(writeEntries(3000), ENTRIES)) {
      checkEntries(file, new int[] {0, 3, 4, 511, 512, 514, 1023, 1024, 1025, 1700, 2999});
      checkEntries(file, new int[] {2998});
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bytesStandForNumbers(Precision precision) throws IOException {
    List<Double> values = IntStream.range(0, 256).mapToObj(i -> (i - 3) / 255.0).toList();
    ChunkLayout layout = ChunkLayout.ofBytes(precision, 5, 1, values);
    Path path = folder.resolve("bytes");
    try (ShardWriter writer = new ShardWriter(path, layout)) {
      for (int row = 0; row < 300; row++) {
        byte b = (byte) row;
        writer.add(new byte[] {b, 0, (byte) 255, 1, b}, new double[] {row}, 1);
      }
      writer.finish();
    }
    assertTrue(Files.size(path) < 300 * 5 * 4 + 300L * layout.recordBytes());
    try (ShardFile file = new ShardFile(path, layout)) {
      int[] rows = {0, 2, 3, 200, 299};
      int width = precision.bytes();
      ByteBuffer features =
          ByteBuffer.allocateDirect(rows.length * 5 * width).order(ByteOrder.LITTLE_ENDIAN);
      double[] targets = new double[rows.length];
      file.read(rows, 0, rows.length, features, targets, new double[rows.length]);
      for (int i = 0; i < rows.length; i++) {
        int[] stored = {rows[i] & 0xff, 0, 255, 1, rows[i] & 0xff};
        for (int f = 0; f < stored.length; f++) {
          int at = (i * 5 + f) * width;
          double read = width == 4 ? features.getFloat(at) : features.getDouble(at);
          double number = values.get(stored[f]);
          assertEquals(width == 4 ? (float) number : number, read, 0);
        }
        assertEquals(rows[i], targets[i], 0);
      }
    }
  }

  /** Wide rows make small chunks: what is written is held in memory a chunk at a time. */
  @Test
  void chunksHoldSixteenMebibytesAtMost() throws IOException {
    ChunkLayout wide = ChunkLayout.ofNumbers(Precision.FLOAT32, 150_000, 1);
    assertEquals(16, wide.chunkRows());
    assertEquals(4096, ChunkLayout.ofNumbers(Precision.FLOAT32, 784, 1).chunkRows());
    assertEquals(1, ChunkLayout.ofNumbers(Precision.FLOAT64, 50_000_000, 1).chunkRows());
    Path path = folder.resolve("wide");
    double[] row = new double[150_000];
    try (ShardWriter writer = new ShardWriter(path, wide)) {
      for (int i = 0; i < 40; i++) {
        row[149_999] = i;
        writer.add(row, new double[] {i}, 1);
      }
      writer.finish();
    }
    try (ShardFile file = new ShardFile(path, wide)) {
      ByteBuffer features =
          ByteBuffer.allocateDirect(2 * 150_000 * 4).order(ByteOrder.LITTLE_ENDIAN);
      file.read(new int[] {15, 39}, 0, 2, features, new double[2], new double[2]);
      assertEquals(15, features.getFloat(149_999 * 4), 0f);
      assertEquals(39, features.getFloat(299_999 * 4), 0f);
    }
  }

  /** Each byte of small files of all forms, changed in turn: no row is read that is not right. */
  @ParameterizedTest
  @EnumSource(StoredForm.class)
  void aChangedByteIsNeverRead(StoredForm form) throws IOException {
    ChunkLayout layout =
        switch (form) {
          case NUMBERS -> ChunkLayout.ofNumbers(Precision.FLOAT32, 3, 1);
          case BYTES ->
              ChunkLayout.ofBytes(
                  Precision.FLOAT32,
                  3,
                  1,
                  IntStream.range(0, 256).mapToObj(i -> (double) i).toList());
          case ENTRIES -> ENTRIES;
        };
    Path path = folder.resolve("whole");
    SparseRows of = new SparseRows();
    try (ShardWriter writer = new ShardWriter(path, layout)) {
      for (int i = 0; i < 6; i++) {
        double[] target = {i};
        switch (form) {
          case NUMBERS -> writer.add(new double[] {i, 2, 3}, target, 1);
          case BYTES -> writer.add(new byte[] {(byte) i, 2, 3}, target, 1);
          case ENTRIES -> {
            for (int k = 0; k < i % 3; k++) {
              of.add(i + k, 2.5);
            }
            of.endRow();
            writer.add(of, i, target, 1);
          }
        }
      }
      writer.finish();
    }
    byte[] whole = Files.readAllBytes(path);
    String expected = readAll(path, layout);
    int unread = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int flip : new int[] {1, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) flip;
        Files.write(path, changed);
        try {
          assertEquals(expected, readAll(path, layout), "byte " + at);
          unread++;
        } catch (IOException refused) {
          assertTrue(refused instanceof DamagedShardException, refused.toString());
        }
      }
    }
    assertEquals(0, unread, "changes that nobody notices");
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> readAll(path, layout), "length " + length);
    }
  }

  private static String readAll(Path path, ChunkLayout layout) throws IOException {
    try (ShardFile file = new ShardFile(path, layout)) {
      int[] all = IntStream.range(0, file.rows()).toArray();
      double[] targets = new double[all.length];
      double[] weights = new double[all.length];
      StringBuilder text = new StringBuilder();
      try {
        if (layout.form() == StoredForm.ENTRIES) {
          SparseRows rows = new SparseRows();
          file.read(all, 0, all.length, rows, targets, weights);
          for (int row = 0; row < rows.rows(); row++) {
            for (int i = rows.start(row); i < rows.end(row); i++) {
              text.append(rows.column(i)).append(':').append(rows.value(i)).append(' ');
            }
            text.append('\n');
          }
        } else {
          ByteBuffer features =
              ByteBuffer.allocateDirect(all.length * 12).order(ByteOrder.LITTLE_ENDIAN);
          file.read(all, 0, all.length, features, targets, weights);
          for (int i = 0; i < all.length * 3; i++) {
            text.append(features.getFloat(i * 4)).append(' ');
          }
        }
      } catch (IOException e) {
        assertTrue(file.isDamaged());
        throw e;
      }
      return text + Arrays.toString(targets) + Arrays.toString(weights);
    }
  }

  @Test
  void refusesATruncatedFileAndAnotherLayout() throws IOException {
    Path path = write(100, LAYOUT);
    assertThrows(
        IOException.class,
        () -> new ShardFile(path, ChunkLayout.ofNumbers(Precision.FLOAT32, 4, 2)));
    byte[] whole = Files.readAllBytes(path);
    for (int length : new int[] {0, 10, 63, 64, whole.length - 1}) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> new ShardFile(path, LAYOUT), "length " + length);
    }
  }

  @Test
  void leavesNothingOfAnUnfinishedFile() throws IOException {
    Path path = folder.resolve("unfinished");
    try (ShardWriter writer = new ShardWriter(path, LAYOUT)) {
      writer.add(new double[3], new double[2], 1);
    }
    assertFalse(Files.exists(path));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
