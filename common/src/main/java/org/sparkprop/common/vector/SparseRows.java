package org.sparkprop.common.vector;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Rows of numbers of which most are zeros: of each row those that are not, by ascending column.
 * Grows as rows are added, and is used again after {@link #clear}. On the heap; not thread-safe.
 */
public final class SparseRows {
  private int[] ends = new int[16];
  private int[] columns = new int[64];
  private double[] values = new double[64];
  private int rows;
  private int count;
  private int lastColumn = -1;
  private final ColumnOrder byColumn = new ColumnOrder();
  private boolean isSorted;

  /** Forgets all rows. */
  public void clear() {
    rows = 0;
    count = 0;
    lastColumn = -1;
    isSorted = false;
  }

  /** Adds a number to the row that is not ended. */
  public void add(int column, double value) {
    if (count == columns.length) {
      columns = Arrays.copyOf(columns, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    isSorted = false;
    lastColumn = Math.max(lastColumn, column);
    columns[count] = column;
    values[count++] = value;
  }

  /**
   * Adds those of some numbers that are not zero to the row that is not ended.
   *
   * @param numbers of which {@code count} from {@code from} on are taken
   * @param column of the first of these
   */
  public void addNonZero(double[] numbers, int from, int count, int column) {
    for (int i = 0; i < count; i++) {
      if (numbers[from + i] != 0) {
        add(column + i, numbers[from + i]);
      }
    }
  }

  /** Ends a row, which may have no numbers. */
  public void endRow() {
    isSorted = false;
    if (rows == ends.length) {
      ends = Arrays.copyOf(ends, 2 * rows);
    }
    ends[rows++] = count;
  }

  /** Overwrites all rows with those of another. */
  public void copyFrom(SparseRows other) {
    rows = other.rows;
    count = other.count;
    lastColumn = other.lastColumn;
    isSorted = false;
    if (ends.length < rows) {
      ends = new int[other.ends.length];
    }
    if (columns.length < count) {
      columns = new int[other.columns.length];
      values = new double[other.values.length];
    }
    System.arraycopy(other.ends, 0, ends, 0, rows);
    System.arraycopy(other.columns, 0, columns, 0, count);
    System.arraycopy(other.values, 0, values, 0, count);
  }

  /** The same numbers by column; as long as no more are added. */
  ColumnOrder byColumn() {
    if (!isSorted) {
      byColumn.sort(this);
      isSorted = true;
    }
    return byColumn;
  }

  /** How many numbers there are. */
  int count() {
    return count;
  }

  /** The last column that has a number; −1 where there are none. */
  int lastColumn() {
    return lastColumn;
  }

  public int rows() {
    return rows;
  }

  /** The place of a row's first number among all. */
  public int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** The place behind a row's last number. */
  public int end(int row) {
    return ends[row];
  }

  /** Tells the columns that have numbers, in any order; one may come several times. */
  public void forEachColumn(IntConsumer consumer) {
    if (isSorted) {
      for (int column = 0; column < byColumn.columns(); column++) {
        if (byColumn.end(column) > byColumn.start(column)) {
          consumer.accept(column);
        }
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      consumer.accept(columns[i]);
    }
  }

  /** The column of the number at a place. */
  public int column(int place) {
    return columns[place];
  }

  /** The number at a place. */
  public double value(int place) {
    return values[place];
  }
}
