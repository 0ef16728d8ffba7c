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
 * IDX files, as those of MNIST: images, and their labels in a file of their own; compressed or not.
 * The columns are {@code image}, an array of all numbers of an image, and {@code label}.
 */
@Name("idx")
public record IdxSource(String images, Optional<String> labels) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    List<String> names = new ArrayList<>(List.of("image"));
    List<ArrayFile> files = new ArrayList<>();
    files.add(ArrayTable.header(images, spark, IdxHeader::read));
    labels.ifPresent(
        path -> {
          names.add("label");
          files.add(ArrayTable.header(path, spark, IdxHeader::read));
        });
    return ArrayTable.of(spark, names, files);
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return SourceFiles.explainFile(bad);
  }

  @Override
  public String label() {
    return images;
  }
}
