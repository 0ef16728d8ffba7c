package org.sparkprop.common.vector;

import java.util.Arrays;

/**
 * Rows of one length repeated and summed, as a bias needs it. The same plain loops over blocks as
 * in {@link Elementwise}, at a third of what a matrix product with ones takes. Sums go from the
 * first row to the last.
 */
public final class Rows {
  private Rows() {}

  /** Every row of {@code out}, [rows, columns], ← {@code row}, [columns]. */
  public static void repeat(Tensor row, Tensor out) {
    int columns = checkedColumns(row, out);
    int bytes = columns * row.precision().bytes();
    for (int r = 0; r < out.rows(); r++) {
      out.copyBytes(row, r * bytes, bytes);
    }
  }

  /** Every row of {@code rows}, [rows, columns], ← itself + {@code row}, [columns]. */
  public static void add(Tensor row, Tensor rows) {
    int columns = checkedColumns(row, rows);
    if (rows.precision() == Precision.FLOAT32) {
      float[] term = new float[columns];
      float[] sum = new float[columns];
      row.floats().get(0, term);
      for (int r = 0; r < rows.rows(); r++) {
        rows.floats().get(r * columns, sum);
        add(term, 0, sum, columns);
        rows.floats().put(r * columns, sum);
      }
      return;
    }
    double[] term = row.toDoubles();
    double[] sum = new double[columns];
    for (int r = 0; r < rows.rows(); r++) {
      rows.doubles().get(r * columns, sum);
      for (int i = 0; i < columns; i++) {
        sum[i] += term[i];
      }
      rows.doubles().put(r * columns, sum);
    }
  }

  /** {@code sum}, [columns], ← {@code sum} + Σ of the rows of {@code values}, [rows, columns]. */
  public static void addSum(Tensor values, Tensor sum) {
    int columns = checkedColumns(sum, values);
    for (int from = 0; from < columns; from += Elementwise.BLOCK) {
      int count = Math.min(Elementwise.BLOCK, columns - from);
      if (values.precision() == Precision.FLOAT32) {
        addSumOfFloats(values, sum, from, count);
      } else {
        addSumOfDoubles(values, sum, from, count);
      }
    }
  }

  private static int checkedColumns(Tensor row, Tensor rows) {
    if (row.length() != rows.columns()) {
      throw new IllegalArgumentException(
          "expected rows of %d numbers, got %d".formatted(row.length(), rows.columns()));
    }
    return row.length();
  }

  /** Short rows are read several at a time. */
  private static int rowsAtOnce(Tensor values, int count) {
    return count == values.columns() ? Math.max(1, Elementwise.BLOCK / count) : 1;
  }

  private static void addSumOfFloats(Tensor values, Tensor sum, int from, int count) {
    float[] total = Elementwise.floatsX();
    float[] block = Elementwise.floatsY();
    Arrays.fill(total, 0, count, 0f);
    int step = rowsAtOnce(values, count);
    for (int r = 0; r < values.rows(); r += step) {
      int rows = Math.min(step, values.rows() - r);
      values.floats().get(r * values.columns() + from, block, 0, rows * count);
      for (int i = 0; i < rows; i++) {
        add(block, i * count, total, count);
      }
    }
    sum.floats().get(from, block, 0, count);
    add(total, 0, block, count);
    sum.floats().put(from, block, 0, count);
  }

  private static void add(float[] addend, int from, float[] total, int count) {
    for (int i = 0; i < count; i++) {
      total[i] += addend[from + i];
    }
  }

  private static void addSumOfDoubles(Tensor values, Tensor sum, int from, int count) {
    double[] total = new double[count];
    double[] block = new double[count];
    for (int r = 0; r < values.rows(); r++) {
      values.doubles().get(r * values.columns() + from, block, 0, count);
      for (int i = 0; i < count; i++) {
        total[i] += block[i];
      }
    }
    sum.doubles().get(from, block, 0, count);
    for (int i = 0; i < count; i++) {
      block[i] += total[i];
    }
    sum.doubles().put(from, block, 0, count);
  }
}
