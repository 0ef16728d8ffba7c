package org.sparkprop.driver.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;

/** A table's rows as they are read; those that cannot be used are told of and passed over. */
final class UsableRows implements Iterator<UsableRows.Read> {
  /** A row of the table, and what was read from it. */
  record Read(Row row, RawRow raw) {}

  private final Iterator<Row> rows;
  private final Function<Row, RawRow> reader;
  private final Consumer<BadRow> rejected;
  private Read next;

  /**
   * Reads as it goes.
   *
   * @param rejected is told of rows that cannot be used; may throw to end it there
   */
  UsableRows(Iterator<Row> rows, Function<Row, RawRow> reader, Consumer<BadRow> rejected) {
    this.rows = rows;
    this.reader = reader;
    this.rejected = rejected;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      Row row = rows.next();
      try {
        next = new Read(row, reader.apply(row));
      } catch (BadRowException e) {
        rejected.accept(e.row());
      }
    }
    return next != null;
  }

  @Override
  public Read next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Read read = next;
    next = null;
    return read;
  }
}
