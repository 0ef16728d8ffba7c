package org.sparkprop.driver.source;

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
    return ArrayTable.labelled(spark, "image", images, labels, IdxHeader::read);
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
