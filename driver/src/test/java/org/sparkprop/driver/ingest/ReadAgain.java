package org.sparkprop.driver.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.model.TrainedModel;

/** A model that is saved and read again. */
final class ReadAgain {
  private ReadAgain() {}

  /**
   * Saves a model and checks that what is read encodes and predicts the same.
   *
   * @return the predicted rows
   */
  static List<Row> same(SparkSession spark, TrainedModel model, String path, Dataset<Row> rows) {
    try {
      model.save(spark, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TrainedModel loaded = TrainedModel.load(spark, path);
    assertEquals(model.description().encoder(), loaded.description().encoder());
    List<Row> before = model.predict(rows).collectAsList();
    assertEquals(before, loaded.predict(rows).collectAsList());
    return before;
  }
}
