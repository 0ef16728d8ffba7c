package org.sparkprop.driver.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images of 28 × 28 pixels with a class of ten, from a pair of gzipped IDX files (LeCun and
 * others).
 *
 * @param pixels of all images, 784 each; a byte is 0 to 255
 */
record Mnist(byte[] pixels, byte[] labels) {
  static final int PIXELS = 784;
  private static final int IMAGES_HEADER = 16;
  private static final int LABELS_HEADER = 8;

  /** What the files of a set begin with: {@code train-10k} or {@code t10k}. */
  static Mnist read(Path folder, String set) throws IOException {
    return new Mnist(
        bytes(folder.resolve(set + "-images-idx3-ubyte.gz"), IMAGES_HEADER),
        bytes(folder.resolve(set + "-labels-idx1-ubyte.gz"), LABELS_HEADER));
  }

  private static byte[] bytes(Path file, int header) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.readNBytes(header);
      return in.readAllBytes();
    }
  }

  int images() {
    return labels.length;
  }

  /** As Parquet, the columns of {@link #table}. */
  void write(SparkSession spark, Path folder) {
    table(spark).write().mode("overwrite").parquet(folder.toString());
  }

  /** Columns {@code x0} … {@code x783} of 0 to 255, and {@code label}. */
  Dataset<Row> table(SparkSession spark) {
    StructType type = new StructType();
    for (int i = 0; i < PIXELS; i++) {
      type = type.add("x" + i, DataTypes.IntegerType);
    }
    type = type.add("label", DataTypes.IntegerType);
    List<Row> rows = new ArrayList<>();
    for (int image = 0; image < images(); image++) {
      Object[] cells = new Object[PIXELS + 1];
      for (int i = 0; i < PIXELS; i++) {
        cells[i] = pixels[image * PIXELS + i] & 0xff;
      }
      cells[PIXELS] = (int) labels[image];
      rows.add(RowFactory.create(cells));
    }
    return spark.createDataFrame(rows, type);
  }
}
