package org.sparkprop.driver.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;

/**
 * Some rows of a source, which speaks for them.
 *
 * @param of the source
 * @param rows of its table, with all columns of that
 */
public record SelectedRows(Source of, Dataset<Row> rows) implements Source {
  @Override
  public Dataset<Row> open(SparkSession spark) {
    return rows;
  }

  @Override
  public String label() {
    return of.label();
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return of.explain(bad, spark);
  }
}
