package org.sparkprop.driver.source;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.UserMistake;

/**
 * NumPy's {@code .npy} files: an array whose first dimension are rows, and their labels in a file
 * of their own; compressed or not. The columns are {@code x}, an array of all numbers of a row, and
 * {@code label}.
 */
@Name("npy")
public record NpySource(String path, Optional<String> labels) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    return ArrayTable.labelled(spark, "x", path, labels, NpyHeader::read);
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return SourceFiles.explainFile(bad);
  }

  @Override
  public String label() {
    return path;
  }
}
