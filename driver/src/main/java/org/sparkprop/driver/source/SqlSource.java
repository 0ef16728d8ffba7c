package org.sparkprop.driver.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;

/**
 * What a query gives: {@code sql: "select * from sales.customers where year = 2025"}. Files can be
 * named in it as Spark names them ({@code parquet.`hdfs:///rows`}). It must give the same rows each
 * time.
 */
@Name("sql")
public record SqlSource(String query) implements Source {
  public SqlSource {
    Require.that(!query.isBlank(), "query: expected a query, got nothing");
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    try {
      // As a table in a query, so that it can be nothing that changes anything.
      return spark.sql("select * from (\n" + query + "\n)");
    } catch (Exception e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new UserMistake("data.source.sql: Spark cannot run the query: " + first, e);
    }
  }

  @Override
  public String label() {
    return "the query";
  }
}
