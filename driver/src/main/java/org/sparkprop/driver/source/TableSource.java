package org.sparkprop.driver.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.UserMistake;

/** Any table or view of Spark's catalog: {@code table: {name: sales.customers}}. */
@Name("table")
public record TableSource(String name) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    try {
      return spark.table(name);
    } catch (RuntimeException e) {
      throw new UserMistake("data.source.table: Spark's catalog has no table " + name, e);
    }
  }

  @Override
  public String label() {
    return "table " + name;
  }
}
