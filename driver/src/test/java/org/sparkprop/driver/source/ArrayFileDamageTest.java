package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.damage.Allocated;
import org.sparkprop.driver.damage.Damage;

/** Files of arrays that were damaged in any way, read as compressed ones: of unknown length. */
class ArrayFileDamageTest {
  private static final int TRIES = 100_000;
  private static final int ROWS = 6;
  private static final int NUMBERS = 4;

  /** A header, a stream's buffer, and rows that are as long as the header says. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Configuration HADOOP = new Configuration(false);
  private static Path folder;

  @BeforeContainer
  static void make() throws IOException {
    folder = Files.createTempDirectory("damaged-arrays");
    HADOOP.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
  }

  @AfterContainer
  static void delete() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
  }

  @Provide
  Arbitrary<Damage> damage() {
    return Damage.any();
  }

  @Property(tries = TRIES, seed = "20261129")
  void idx(@ForAll("damage") Damage damage) throws Exception {
    check(damage.to(idx()), IdxHeader::read);
  }

  @Property(tries = TRIES, seed = "20261129")
  void npy(@ForAll("damage") Damage damage) throws Exception {
    check(damage.to(npy()), NpyHeader::read);
  }

  private static byte[] idx() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0d03);
    out.writeInt(ROWS);
    out.writeInt(2);
    out.writeInt(NUMBERS / 2);
    for (int i = 0; i < ROWS * NUMBERS; i++) {
      out.writeFloat(i);
    }
    return bytes.toByteArray();
  }

  private static byte[] npy() throws IOException {
    String header =
        "{'descr': '>f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(ROWS, NUMBERS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.writeShort(Short.reverseBytes((short) (header.length() + 1)));
    out.write((header + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < ROWS * NUMBERS; i++) {
      out.writeFloat(i);
    }
    return bytes.toByteArray();
  }

  /** Either a sentence, or rows until one cannot be read, and no more of them than bytes. */
  private static void check(byte[] bytes, ArrayTable.HeaderReader reader) throws Exception {
    Path path = folder.resolve("damaged");
    ArrayFile[] read = new ArrayFile[1];
    long allocated =
        Allocated.bytes(
            () -> {
              try {
                read[0] = reader.read(path.toString(), new ByteArrayInputStream(bytes));
              } catch (UserMistake e) {
                assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
              }
              return null;
            });
    assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes for a header");
    if (read[0] != null) {
      Files.write(path, bytes);
      readRows(read[0], bytes.length);
    }
  }

  private static void readRows(ArrayFile file, int bytes) throws IOException {
    ArrayRows rows = new ArrayRows(List.of(file), 0, file.rows(), HADOOP);
    long whole = 0;
    boolean damaged = false;
    while (rows.hasNext() && !damaged) {
      Row row = rows.next();
      damaged = row.get(2) != null;
      whole += damaged ? 0 : 1;
      if (damaged) {
        assertFalse(row.getString(2).isBlank());
      }
    }
    rows.close();
    long least = whole * file.rowBytes() + file.headerBytes();
    assertTrue(whole == 0 || least <= bytes, whole + " rows of " + bytes + " bytes");
  }
}
