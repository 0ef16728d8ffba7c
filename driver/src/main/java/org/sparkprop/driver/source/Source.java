package org.sparkprop.driver.source;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.configuration.UserMistake;

/** Where rows come from: something that Spark reads. */
@Members({
  CsvSource.class,
  IdxSource.class,
  JsonSource.class,
  LibsvmSource.class,
  NpySource.class,
  OrcSource.class,
  ParquetSource.class,
  SqlSource.class,
  TableSource.class
})
public interface Source {
  /** What is wrong with a row as a whole, beside {@link CsvSource#MALFORMED}, its text. */
  String COMPLAINT = "_sparkprop_complaint";

  /** Columns of a source that are none of the data. */
  List<String> HIDDEN = List.of(CsvSource.MALFORMED, COMPLAINT, CsvSource.FILE);

  /**
   * The source as a table; nothing but its schema is read.
   *
   * @throws UserMistake if it is not there or is empty
   */
  Dataset<Row> open(SparkSession spark);

  /** How messages call it. */
  String label();

  /** A bad row as a sentence for the user, with its line where the source has lines. */
  default UserMistake explain(BadRow bad, SparkSession spark) {
    return new UserMistake(label() + ": " + bad.message());
  }
}
