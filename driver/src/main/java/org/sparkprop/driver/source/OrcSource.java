package org.sparkprop.driver.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.UserMistake;

/** ORC files: a file, a folder or a pattern. */
@Name("orc")
public record OrcSource(String path) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    SourceFiles.require(path, spark);
    try {
      return spark.read().orc(path);
    } catch (Exception e) {
      throw new UserMistake(path + " cannot be read as ORC: " + e.getMessage(), e);
    }
  }

  @Override
  public String label() {
    return path;
  }
}
