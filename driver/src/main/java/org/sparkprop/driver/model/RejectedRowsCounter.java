package org.sparkprop.driver.model;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.RejectedRows;

/**
 * Gathers from tasks the rows that could not be used. Spark counts each task once where the tasks'
 * results are an action's own, as when predictions are written; tasks whose results are shuffled
 * may be counted again when they run again.
 */
public final class RejectedRowsCounter extends AccumulatorV2<BadRow, RejectedRows> {
  private static final long serialVersionUID = 1L;
  private RejectedRows rows = RejectedRows.none();

  private RejectedRowsCounter() {}

  /** A counter of this session's. */
  public static RejectedRowsCounter of(SparkSession spark) {
    RejectedRowsCounter counter = new RejectedRowsCounter();
    spark.sparkContext().register(counter, "rejected rows");
    return counter;
  }

  @Override
  public boolean isZero() {
    return rows.count() == 0;
  }

  @Override
  public RejectedRowsCounter copy() {
    RejectedRowsCounter copy = new RejectedRowsCounter();
    copy.rows = rows;
    return copy;
  }

  @Override
  public void reset() {
    rows = RejectedRows.none();
  }

  @Override
  public void add(BadRow row) {
    rows = rows.with(row);
  }

  @Override
  public void merge(AccumulatorV2<BadRow, RejectedRows> other) {
    rows = rows.and(other.value());
  }

  @Override
  public RejectedRows value() {
    return rows;
  }
}
