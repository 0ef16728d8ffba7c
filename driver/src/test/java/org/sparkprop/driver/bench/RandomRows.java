package org.sparkprop.driver.bench;

import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Tables of random numbers with a label of ten classes. */
final class RandomRows {
  private RandomRows() {}

  /**
   * Columns {@code x0} … and {@code label}; written out once, so that every reader has the same.
   */
  static Dataset<Row> table(SparkSession spark, long rows, int columns, String folder) {
    Column[] cells =
        IntStream.rangeClosed(0, columns)
            .mapToObj(
                i ->
                    i < columns
                        ? functions.rand(i).minus(0.5).cast("float").as("x" + i)
                        : functions.floor(functions.rand(-1).multiply(10)).cast("int").as("label"))
            .toArray(Column[]::new);
    spark.range(0, rows, 1, 4).select(cells).write().mode("overwrite").parquet(folder);
    return spark.read().parquet(folder);
  }
}
