package org.sparkprop.driver.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table that a program hands in. */
public record GivenTable(Dataset<Row> table) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    return table;
  }

  @Override
  public String label() {
    return "the table";
  }
}
