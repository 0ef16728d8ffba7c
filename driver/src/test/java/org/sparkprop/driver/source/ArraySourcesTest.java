package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;

/** Files of arrays, and columns of arrays, give what number columns of the same numbers give. */
class ArraySourcesTest {
  private static final int ROWS = 90;
  private static final int SIDE = 3;
  private static final int NUMBERS = SIDE * SIDE;

  @TempDir Path folder;

  private final byte[][] images = new byte[ROWS][NUMBERS];
  private final byte[] labels = new byte[ROWS];

  ArraySourcesTest() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < ROWS; i++) {
      random.nextBytes(images[i]);
      labels[i] = (byte) ((images[i][4] & 0xff) / 100);
    }
  }

  private String write(String name, byte[] bytes) {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name));
        OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      packed.write(bytes);
      return folder.resolve(name).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] idx(int type, int[] dimensions, byte[]... rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(type << 8 | dimensions.length);
      for (int dimension : dimensions) {
        out.writeInt(dimension);
      }
      for (byte[] row : rows) {
        out.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] npy(String type, String shape, byte[] numbers) {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + padded.length() + numbers.length);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).put((byte) padded.length()).put((byte) 0);
    bytes.put(padded.getBytes(StandardCharsets.US_ASCII)).put(numbers);
    return bytes.array();
  }

  private byte[] idxImages() {
    return idx(8, new int[] {ROWS, SIDE, SIDE}, images);
  }

  private byte[] idxLabels() {
    return idx(8, new int[] {ROWS}, labels);
  }

  /** The images as float32, little-endian. */
  private byte[] floats() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * ROWS * NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] image : images) {
      for (byte pixel : image) {
        bytes.putFloat(pixel & 0xff);
      }
    }
    return bytes.array();
  }

  private String csv(String column) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < NUMBERS; k++) {
      text.append(column).append('_').append(k).append(',');
    }
    text.append("label\n");
    for (int i = 0; i < ROWS; i++) {
      for (byte pixel : images[i]) {
        text.append(pixel & 0xff).append(',');
      }
      text.append(labels[i]).append('\n');
    }
    return write(column + ".csv", text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private TrainingResult train(SparkSession spark, String source, String... overrides) {
    String yaml =
        write(
            "arrays.yaml",
            """
            name: arrays
            data: {source: {%s}, label: label, encode: {scale: 0.01}, split: {test: 0.2}}
            network: {layers: [{dense: {units: 3}}], loss: softmax-cross-entropy}
            training: {epochs: 2, batch-size: 10, shards: 2}
            """
                .formatted(source)
                .getBytes(StandardCharsets.UTF_8));
    return Trainer.fromFile(Path.of(yaml), overrides).train(spark);
  }

  private FlatVector weights(SparkSession spark, String source, String... overrides) {
    return train(spark, source, overrides).model().weights();
  }

  @Test
  void sameNumbersSameBits() {
    String plain = write("images", idxImages());
    String packed = write("images.gz", idxImages());
    String labelFile = write("labels", idxLabels());
    String packedLabels = write("labels.gz", idxLabels());
    String array = write("x.npy", npy("<f4", "(%d, %d)".formatted(ROWS, NUMBERS), floats()));
    byte[] wide = new byte[8 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      wide[8 * i + 7] = labels[i];
    }
    String arrayLabels = write("y.npy", npy(">i8", "(%d,)".formatted(ROWS), wide));
    LocalSpark.with(
        2,
        spark -> {
          FlatVector expected = weights(spark, "csv: \"%s\"".formatted(csv("image")));
          String idx = "idx: {images: \"%s\", labels: \"%s\"}";
          assertEquals(expected, weights(spark, idx.formatted(plain, labelFile)));
          assertEquals(expected, weights(spark, idx.formatted(packed, packedLabels)));
          assertEquals(expected, weights(spark, idx.formatted(packed, labelFile)));
          String npy = "npy: {path: \"%s\", labels: \"%s\"}".formatted(array, arrayLabels);
          assertEquals(weights(spark, "csv: \"%s\"".formatted(csv("x"))), weights(spark, npy));
          String parquet = folder.resolve("x.parquet").toString();
          new NpySource(array, java.util.Optional.of(arrayLabels))
              .open(spark)
              .drop(Source.HIDDEN.toArray(String[]::new))
              .write()
              .parquet(parquet);
          // Parquet keeps the columns' metadata; a query loses them.
          assertEquals(weights(spark, npy), weights(spark, "parquet: \"%s\"".formatted(parquet)));
          String query = "sql: \"select slice(x, 1, 9) as x, label from parquet.`%s`\"";
          assertEquals(weights(spark, npy), weights(spark, query.formatted(parquet)));
          return null;
        });
  }

  /** A model finds its columns again in another file of arrays. */
  @Test
  void predictsForArrays() {
    String file = write("images", idxImages());
    String labelFile = write("labels", idxLabels());
    LocalSpark.with(
        2,
        spark -> {
          String source = "idx: {images: \"%s\", labels: \"%s\"}".formatted(file, labelFile);
          var model = train(spark, source).model();
          var rows = model.predict(new IdxSource(file, java.util.Optional.empty()).open(spark));
          assertEquals(ROWS, rows.count());
          assertTrue(Arrays.asList(rows.columns()).contains("prediction"));
          String narrow = write("narrow", idx(8, new int[] {1, 2}, new byte[] {1, 2}));
          String message =
              assertThrows(
                      Exception.class,
                      () ->
                          model
                              .predict(
                                  new IdxSource(narrow, java.util.Optional.empty()).open(spark))
                              .count())
                  .getMessage();
          assertTrue(message.contains("column image: expected 9 numbers, got 2"), message);
          return null;
        });
  }

  @Test
  void damagedFilesHaveTheirSentences() {
    String whole = write("images", idxImages());
    String good = write("labels", idxLabels());
    String packed = write("l.gz", Arrays.copyOf(idxLabels(), 50));
    String more = write("m.gz", Arrays.copyOf(idxLabels(), 8 + ROWS + 1));
    String halfZip = write("half.gz", new byte[0]);
    cut(write("z.gz", idxImages()), halfZip);
    LocalSpark.with(
        2,
        spark -> {
          refusedIdx(spark, write("a", new byte[] {0, 0, 8}), good, "a is no IDX file");
          refusedIdx(
              spark,
              write("b", "a,b,label\n1,2,3".getBytes(StandardCharsets.UTF_8)),
              good,
              "got 612c622c");
          byte[] odd = idx(7, new int[] {1}, new byte[] {1});
          refusedIdx(spark, write("c", odd), good, "is no IDX file");
          refusedIdx(
              spark,
              write("d", idx(8, new int[] {1, 1 << 20, 1 << 20}, new byte[1])),
              good,
              "expected rows of 1 to 16,777,216 numbers");
          refusedIdx(
              spark,
              write("e", Arrays.copyOf(idxImages(), 100)),
              good,
              "e is damaged: expected 826 bytes");
          refusedIdx(spark, whole, write("f", idx(8, new int[] {2}, new byte[2])), "has 90 rows");
          refusedIdx(spark, whole, packed, "l.gz: row 43 cannot be read: the file ends before it");
          refusedIdx(spark, whole, more, "m.gz: row 90 cannot be read: there is more behind it");
          refusedIdx(spark, halfZip, good, "half.gz: row ");
          refusedIdx(spark, folder.resolve("none").toString(), good, "there is no file");
          // What cannot be read counts row by row.
          String skip = "data.on-bad-row=skip";
          refused(
              spark,
              idxSource(whole, packed),
              "48 rows cannot be used",
              skip,
              "data.max-bad-rows=47");
          assertTrue(train(spark, idxSource(whole, packed), skip).test().isPresent());
          byte[] two = new byte[2];
          refusedNpy(spark, "not numpy at all".getBytes(StandardCharsets.UTF_8), "is no .npy file");
          refusedNpy(spark, npy("<f4", "(1, 2)", two), "is damaged: expected 136 bytes");
          refusedNpy(spark, npy("|O", "(1, 2)", two), "got O");
          refusedNpy(spark, npy("<c8", "(1, 2)", two), "got c8");
          refusedNpy(spark, npy("|u1", "()", two), "expected a shape with rows");
          refusedNpy(
              spark, npy("|u1", "(99999999999999999999,)", two), "expected a shape with rows");
          refusedNpy(spark, npy("|u1", "(1, 99999999999)", two), "expected rows of 1 to");
          byte[] fortran = npy("|u1", "(1, 2)", two);
          String text =
              new String(fortran, StandardCharsets.ISO_8859_1).replace("False,", "True, ");
          refusedNpy(spark, text.getBytes(StandardCharsets.ISO_8859_1), "Fortran's order");
          return null;
        });
  }

  private static void cut(String from, String to) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(from));
      Files.write(Path.of(to), Arrays.copyOf(bytes, bytes.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String idxSource(String images, String labels) {
    return "idx: {images: \"%s\", labels: \"%s\"}".formatted(images, labels);
  }

  private void refusedIdx(SparkSession spark, String images, String labels, String part) {
    refused(spark, idxSource(images, labels), part);
  }

  private void refusedNpy(SparkSession spark, byte[] file, String part) {
    refused(spark, "npy: {path: \"%s\"}".formatted(write("bad.npy", file)), part);
  }

  private void refused(SparkSession spark, String source, String part, String... overrides) {
    String message =
        assertThrows(UserMistake.class, () -> train(spark, source, overrides), part).getMessage();
    assertTrue(message.contains(part), message);
  }

  /** Damaged headers: never anything but a sentence or a sensible array, and no great memory. */
  @Test
  void damagedHeadersNeverCrash() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    byte[] idx = Arrays.copyOf(idxImages(), 40);
    byte[] npy = npy("<f4", "(%d, %d)".formatted(ROWS, NUMBERS), new byte[0]);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] damaged = (i % 2 == 0 ? idx : npy).clone();
      for (int k = random.nextInt(1, 5); k > 0; k--) {
        damaged[random.nextInt(Math.min(damaged.length, 80))] = (byte) random.nextInt();
      }
      damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
      var in = new java.io.ByteArrayInputStream(damaged);
      try {
        ArrayFile file = i % 2 == 0 ? IdxHeader.read("f", in) : NpyHeader.read("f", in);
        assertTrue(file.rows() >= 0 && file.rowBytes() > 0, file::toString);
      } catch (UserMistake said) {
        refused++;
      }
    }
    assertTrue(refused > 10_000 && refused < 100_000, "refused " + refused);
  }
}
