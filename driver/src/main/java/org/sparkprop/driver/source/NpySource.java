package org.sparkprop.driver.source;

import java.util.ArrayList;
import java.util.List;
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
    List<String> names = new ArrayList<>(List.of("x"));
    List<ArrayFile> files = new ArrayList<>();
    files.add(ArrayTable.header(path, spark, NpyHeader::read));
    labels.ifPresent(
        of -> {
          names.add("label");
          files.add(ArrayTable.header(of, spark, NpyHeader::read));
        });
    return ArrayTable.of(spark, names, files);
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
