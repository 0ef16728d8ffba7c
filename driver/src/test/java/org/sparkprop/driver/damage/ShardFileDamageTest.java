package org.sparkprop.driver.damage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.io.FileUtils;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.DamagedShardException;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.ShardWriter;
import org.sparkprop.common.chunk.StoredForm;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

/** Of a shard's file that was damaged in any way no other number is read than was written. */
class ShardFileDamageTest {
  private static final int TRIES = 100_000;
  private static final int ROWS = 12;
  private static final int FEATURES = 5;

  /** Where a header's checksum stands: behind the rest of it. */
  private static final int SEAL_AT = ChunkLayout.HEADER_BYTES - Integer.BYTES;

  /** The records of a chunk, and what a file of some hundred bytes can have in it. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Map<StoredForm, ChunkLayout> LAYOUTS = new EnumMap<>(StoredForm.class);
  private static final Map<StoredForm, byte[]> WHOLE = new EnumMap<>(StoredForm.class);
  private static Path folder;

  @BeforeContainer
  static void write() throws IOException {
    folder = Files.createTempDirectory("damaged-shards");
    LAYOUTS.put(StoredForm.NUMBERS, ChunkLayout.ofNumbers(Precision.FLOAT32, FEATURES, 1));
    LAYOUTS.put(
        StoredForm.BYTES,
        ChunkLayout.ofBytes(
            Precision.FLOAT32,
            FEATURES,
            1,
            IntStream.range(0, 256).mapToObj(i -> (double) i).toList()));
    LAYOUTS.put(StoredForm.ENTRIES, ChunkLayout.ofEntries(Precision.FLOAT32, FEATURES, 1));
    for (StoredForm form : StoredForm.values()) {
      Path file = folder.resolve("whole-" + form);
      try (ShardWriter writer = new ShardWriter(file, LAYOUTS.get(form))) {
        for (int row = 0; row < ROWS; row++) {
          add(writer, form, row);
        }
        writer.finish();
      }
      WHOLE.put(form, Files.readAllBytes(file));
    }
  }

  @AfterContainer
  static void delete() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
  }

  private static double number(int row, int feature) {
    return row * FEATURES + feature;
  }

  private static void add(ShardWriter writer, StoredForm form, int row) throws IOException {
    double[] target = {-row};
    double weight = row + 0.5;
    switch (form) {
      case NUMBERS ->
          writer.add(
              IntStream.range(0, FEATURES).mapToDouble(f -> number(row, f)).toArray(),
              target,
              weight);
      case BYTES -> {
        byte[] bytes = new byte[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
          bytes[f] = (byte) number(row, f);
        }
        writer.add(bytes, target, weight);
      }
      case ENTRIES -> {
        SparseRows rows = new SparseRows();
        for (int f = row % 2; f < FEATURES; f += 2) {
          rows.add(f, number(row, f));
        }
        rows.endRow();
        writer.add(rows, 0, target, weight);
      }
    }
  }

  @Provide
  Arbitrary<Damage> damage() {
    return Damage.any();
  }

  @Property(tries = TRIES, seed = "20261129")
  void asWrittenOrRefused(@ForAll("damage") Damage damage, @ForAll StoredForm form)
      throws Exception {
    check(form, damage.to(WHOLE.get(form)), true);
  }

  /** Who damages a header and gives it a new checksum can leave out rows, and no more than that. */
  @Property(tries = TRIES / 4, seed = "20261129")
  void asWrittenOrRefusedUnderANewSeal(@ForAll("damage") Damage damage, @ForAll StoredForm form)
      throws Exception {
    byte[] bytes = damage.to(WHOLE.get(form));
    if (bytes.length >= ChunkLayout.HEADER_BYTES) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 0, SEAL_AT);
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(SEAL_AT, (int) checksum.getValue());
    }
    check(form, bytes, false);
  }

  private static void check(StoredForm form, byte[] bytes, boolean allRows) throws Exception {
    Path path = folder.resolve("damaged");
    Files.write(path, bytes);
    long allocated =
        Allocated.bytes(
            () -> {
              try (ShardFile file = new ShardFile(path, LAYOUTS.get(form))) {
                assertTrue(!allRows || file.rows() == ROWS, () -> file.rows() + " rows");
                readOneByOne(file, form);
              } catch (DamagedShardException e) {
                assertTrue(e.getMessage().contains("damaged"), e.getMessage());
              }
              return null;
            });
    assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes for a file of " + bytes.length);
  }

  private static void readOneByOne(ShardFile file, StoredForm form) throws IOException {
    double[] target = new double[1];
    double[] weight = new double[1];
    for (int row = 0; row < Math.min(ROWS, file.rows()); row++) {
      double[] features = new double[FEATURES];
      if (form == StoredForm.ENTRIES) {
        SparseRows rows = new SparseRows();
        file.read(new int[] {row}, 0, 1, rows, target, weight);
        for (int i = rows.start(0); i < rows.end(0); i++) {
          features[rows.column(i)] = rows.value(i);
        }
      } else {
        ByteBuffer buffer =
            ByteBuffer.allocate(FEATURES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(new int[] {row}, 0, 1, buffer, target, weight);
        Arrays.setAll(features, f -> buffer.getFloat(f * Float.BYTES));
      }
      int step = form == StoredForm.ENTRIES ? 2 : 1;
      double[] expected = new double[FEATURES];
      for (int f = form == StoredForm.ENTRIES ? row % 2 : 0; f < FEATURES; f += step) {
        expected[f] = number(row, f);
      }
      assertArrayEquals(expected, features);
      assertEquals(-row, target[0]);
      assertEquals(row + 0.5, weight[0]);
    }
  }
}
