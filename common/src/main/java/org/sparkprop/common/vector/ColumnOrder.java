package org.sparkprop.common.vector;

import java.util.Arrays;

/**
 * The numbers of sparse rows by ascending column, and of a column by ascending row. Its memory is
 * used again for the next rows.
 */
final class ColumnOrder {
  private int[] ends = new int[0];
  private int[] rows = new int[0];
  private double[] values = new double[0];
  private int columns;

  /** By counting how many numbers each column has. */
  void sort(SparseRows of) {
    columns = of.lastColumn() + 1;
    int count = of.count();
    if (ends.length < columns + 1) {
      ends = new int[columns + 1];
    }
    if (rows.length < count) {
      rows = new int[count];
      values = new double[count];
    }
    Arrays.fill(ends, 0, columns + 1, 0);
    for (int place = 0; place < count; place++) {
      ends[of.column(place) + 1]++;
    }
    for (int column = 0; column < columns; column++) {
      ends[column + 1] += ends[column];
    }
    // From here on a column's end is where its next number goes, and behind the last it is the end.
    for (int row = 0; row < of.rows(); row++) {
      for (int place = of.start(row); place < of.end(row); place++) {
        int to = ends[of.column(place)]++;
        rows[to] = row;
        values[to] = of.value(place);
      }
    }
  }

  /** One more than the last column that has a number. */
  int columns() {
    return columns;
  }

  /** The place of a column's first number. */
  int start(int column) {
    return column == 0 ? 0 : ends[column - 1];
  }

  /** The place behind a column's last number. */
  int end(int column) {
    return ends[column];
  }

  /** The row of the number at a place. */
  int row(int place) {
    return rows[place];
  }

  /** The number at a place. */
  double value(int place) {
    return values[place];
  }
}
