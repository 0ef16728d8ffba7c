package org.sparkprop.driver.generate;

import java.io.Serializable;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;

/**
 * A table of random numbers with classes that a known network gives, of any size: columns {@code
 * x0}, {@code x1} … of float32 from −1 to 1, and {@code label}. Row n is the same whatever the
 * number of rows and of partitions.
 *
 * @param rows at least 1
 * @param columns of numbers, at least 1
 * @param classes at least 2; they are called 0, 1 …
 * @param seed of weights and rows
 * @param noise share of the rows whose class is drawn at random, 0 to 1
 * @param partitions in how many parts, and so files, it is made; 0: one for each 128 MiB
 */
public record GeneratedTable(
    long rows, int columns, int classes, long seed, double noise, int partitions)
    implements Serializable {
  private static final long BYTES_OF_PARTITION = 128L << 20;
  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_CLASSES = 1000;

  /**
   * Checks the settings.
   *
   * @throws UserMistake for the first that is out of range, named as the command line names it
   */
  public GeneratedTable {
    require("rows", rows, 1, Long.MAX_VALUE);
    require("columns", columns, 1, MOST_COLUMNS);
    require("classes", classes, 2, MOST_CLASSES);
    require("partitions", partitions, 0, Integer.MAX_VALUE);
    if (!(noise >= 0 && noise <= 1)) {
      throw new UserMistake("--noise: expected a share from 0 to 1, got " + noise);
    }
  }

  private static void require(String name, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      String allowed =
          greatest >= Integer.MAX_VALUE
              ? "%,d or more".formatted(least)
              : "%,d to %,d".formatted(least, greatest);
      throw new UserMistake("--%s: expected %s, got %,d".formatted(name, allowed, value));
    }
  }

  /** How many bytes the numbers of its rows take as float32. */
  public long bytes() {
    return Math.multiplyExact(rows, (long) columns * Float.BYTES);
  }

  /** The rows that take about so many bytes as float32. */
  public static long rowsOf(long bytes, int columns) {
    return bytes / ((long) Math.max(1, columns) * Float.BYTES);
  }

  /** The table, which Spark makes where and when it is read. */
  public Dataset<Row> open(SparkSession spark) {
    StructType schema = new StructType();
    for (String name : IntStream.range(0, columns).mapToObj(i -> "x" + i).toList()) {
      schema = schema.add(name, DataTypes.FloatType, false);
    }
    schema = schema.add("label", DataTypes.IntegerType, false);
    int parts = parts();
    Teacher teacher = new Teacher(columns, classes, seed, noise);
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, parts).boxed().toList(), parts)
            .flatMap(part -> part(teacher, part, parts)),
        schema);
  }

  private int parts() {
    long wanted = partitions > 0 ? partitions : (bytes() - 1) / BYTES_OF_PARTITION + 1;
    return (int) Math.min(rows, Math.min(wanted, 1 << 20));
  }

  private Iterator<Row> part(Teacher teacher, int part, int parts) {
    float[] inputs = new float[columns];
    return LongStream.range(start(part, parts), start(part + 1, parts))
        .mapToObj(
            number -> {
              int label = teacher.row(number, inputs);
              Object[] cells = new Object[columns + 1];
              for (int i = 0; i < columns; i++) {
                cells[i] = inputs[i];
              }
              cells[columns] = label;
              return RowFactory.create(cells);
            })
        .iterator();
  }

  private long start(int part, int parts) {
    return part * (rows / parts) + Math.min(part, rows % parts);
  }
}
