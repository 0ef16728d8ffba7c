package org.sparkprop.driver.model;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkprop.driver.source.CsvSource;

/** Predictions in the forms in which they are written. */
public final class PredictionTable {
  private PredictionTable() {}

  /** Drops what sources add for their own use. */
  public static Dataset<Row> withoutSourceColumns(Dataset<Row> table) {
    return table.drop(CsvSource.FILE, CsvSource.MALFORMED);
  }

  /** The array of probabilities as a column for each class: {@code probability_CLASS}. */
  public static Dataset<Row> flat(Dataset<Row> table, List<String> classes) {
    Dataset<Row> flat = table;
    for (int k = 0; k < classes.size(); k++) {
      flat =
          flat.withColumn("probability_" + classes.get(k), functions.col("probability").getItem(k));
    }
    return classes.isEmpty() ? flat : flat.drop("probability");
  }
}
