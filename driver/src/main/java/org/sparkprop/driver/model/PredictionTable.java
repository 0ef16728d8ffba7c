package org.sparkprop.driver.model;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkprop.driver.source.Source;

/** Predictions in the forms in which they are written. */
public final class PredictionTable {
  private PredictionTable() {}

  /** Drops what sources add for their own use. */
  public static Dataset<Row> withoutSourceColumns(Dataset<Row> table) {
    return table.drop(Source.HIDDEN.toArray(String[]::new));
  }

  /** An array column as a column for each of its numbers: {@code ARRAY_NAME}. */
  public static Dataset<Row> flat(Dataset<Row> table, String array, List<String> names) {
    Dataset<Row> flat = table;
    for (int k = 0; k < names.size(); k++) {
      flat = flat.withColumn(array + "_" + names.get(k), functions.col(array).getItem(k));
    }
    return flat.drop(array);
  }
}
