package org.sparkprop.common.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.vector.Precision;

class ShardFileTest {
  private static final ChunkLayout LAYOUT = new ChunkLayout(Precision.FLOAT32, 3, 2);

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

  /** A row has three features of four bytes; rows between two near ones are read with them. */
  @Test
  void warmingReadsTheFeaturesOfTheRows() throws IOException {
    try (ShardFile file = new ShardFile(write(10_000, LAYOUT), LAYOUT)) {
      assertEquals(0, file.warm(new int[0]));
      assertEquals(12, file.warm(new int[] {9999}));
      assertEquals(3 * 12 + 12, file.warm(new int[] {5, 7, 4096}));
    }
  }

  @Test
  void keepsDoublesWhole() throws IOException {
    ChunkLayout layout = new ChunkLayout(Precision.FLOAT64, 1, 1);
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

  @Test
  void refusesATruncatedFileAndAnotherLayout() throws IOException {
    Path path = write(100, LAYOUT);
    assertThrows(
        IOException.class, () -> new ShardFile(path, new ChunkLayout(Precision.FLOAT32, 4, 2)));
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
