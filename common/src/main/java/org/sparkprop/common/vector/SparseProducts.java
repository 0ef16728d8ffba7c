package org.sparkprop.common.vector;

/**
 * Products of sparse rows with dense matrices, in plain Java. Each sum is added up in the order of
 * its row's, or its column's, numbers, and so has the same bits everywhere.
 *
 * <p>A matrix of many columns is larger than any cache, and what has units numbers for each row is
 * not. So where there are enough numbers, they are gone through by column: the matrix is then read
 * and written from its start to its end, each of its rows once. Which way it is done changes no
 * bit.
 */
public final class SparseProducts {
  /** With fewer numbers than a column in so many has one, sorting costs more than it saves. */
  private static final int SORTED_FROM = 8;

  private SparseProducts() {}

  private static boolean isByColumn(SparseRows rows) {
    return (long) rows.count() * SORTED_FROM > rows.lastColumn();
  }

  /**
   * sum ← rows · weight, or sum ← sum + rows · weight.
   *
   * @param weight [columns, units]
   * @param sum [rows, units]
   * @param keep whether what stands in {@code sum} is added to
   */
  public static void multiply(SparseRows rows, Tensor weight, Tensor sum, boolean keep) {
    if (sum.precision() == Precision.FLOAT32) {
      multiplyFloats(rows, weight, sum, keep);
    } else {
      multiplyDoubles(rows, weight, sum, keep);
    }
  }

  private static void multiplyFloats(SparseRows rows, Tensor weight, Tensor sum, boolean keep) {
    int units = weight.columns();
    float[][] totals = new float[rows.rows()][units];
    float[] of = new float[units];
    if (keep) {
      for (int row = 0; row < rows.rows(); row++) {
        sum.read(row * units, units, totals[row], 0);
      }
    }
    if (isByColumn(rows)) {
      ColumnOrder order = rows.byColumn();
      for (int column = 0; column < order.columns(); column++) {
        int end = order.end(column);
        int place = order.start(column);
        if (place < end) {
          weight.read(column * units, units, of, 0);
        }
        for (; place < end; place++) {
          add(totals[order.row(place)], (float) order.value(place), of);
        }
      }
    } else {
      for (int row = 0; row < rows.rows(); row++) {
        for (int place = rows.start(row); place < rows.end(row); place++) {
          weight.read(rows.column(place) * units, units, of, 0);
          add(totals[row], (float) rows.value(place), of);
        }
      }
    }
    for (int row = 0; row < rows.rows(); row++) {
      sum.write(row * units, units, totals[row], 0);
    }
  }

  private static void multiplyDoubles(SparseRows rows, Tensor weight, Tensor sum, boolean keep) {
    int units = weight.columns();
    double[] of = new double[units];
    for (int row = 0; row < rows.rows(); row++) {
      double[] total = new double[units];
      if (keep) {
        sum.read(row * units, units, total, 0);
      }
      for (int place = rows.start(row); place < rows.end(row); place++) {
        weight.read(rows.column(place) * units, units, of, 0);
        add(total, rows.value(place), of);
      }
      sum.write(row * units, units, total, 0);
    }
  }

  /**
   * into ← into + rowsᵀ · gradient.
   *
   * @param gradient [rows, units]
   * @param into [columns, units]
   */
  public static void addTransposed(SparseRows rows, Tensor gradient, Tensor into) {
    if (into.precision() == Precision.FLOAT32) {
      addTransposedFloats(rows, gradient, into);
    } else {
      addTransposedDoubles(rows, gradient, into);
    }
  }

  private static void addTransposedFloats(SparseRows rows, Tensor gradient, Tensor into) {
    int units = into.columns();
    float[] total = new float[units];
    float[][] of = new float[rows.rows()][units];
    for (int row = 0; row < rows.rows(); row++) {
      gradient.read(row * units, units, of[row], 0);
    }
    if (isByColumn(rows)) {
      ColumnOrder order = rows.byColumn();
      for (int column = 0; column < order.columns(); column++) {
        int end = order.end(column);
        int place = order.start(column);
        if (place < end) {
          into.read(column * units, units, total, 0);
          for (; place < end; place++) {
            add(total, (float) order.value(place), of[order.row(place)]);
          }
          into.write(column * units, units, total, 0);
        }
      }
    } else {
      for (int row = 0; row < rows.rows(); row++) {
        for (int place = rows.start(row); place < rows.end(row); place++) {
          int at = rows.column(place) * units;
          into.read(at, units, total, 0);
          add(total, (float) rows.value(place), of[row]);
          into.write(at, units, total, 0);
        }
      }
    }
  }

  private static void addTransposedDoubles(SparseRows rows, Tensor gradient, Tensor into) {
    int units = into.columns();
    double[] total = new double[units];
    double[] of = new double[units];
    for (int row = 0; row < rows.rows(); row++) {
      gradient.read(row * units, units, of, 0);
      for (int place = rows.start(row); place < rows.end(row); place++) {
        int at = rows.column(place) * units;
        into.read(at, units, total, 0);
        add(total, rows.value(place), of);
        into.write(at, units, total, 0);
      }
    }
  }

  /**
   * total ← total + factor · of. Both from their start on: where arrays are gone through from
   * different places the compiler takes one number at a time.
   */
  private static void add(float[] total, float factor, float[] of) {
    for (int i = 0; i < total.length; i++) {
      total[i] += factor * of[i];
    }
  }

  private static void add(double[] total, double factor, double[] of) {
    for (int i = 0; i < total.length; i++) {
      total[i] += factor * of[i];
    }
  }
}
