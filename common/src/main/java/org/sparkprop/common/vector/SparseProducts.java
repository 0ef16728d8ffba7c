package org.sparkprop.common.vector;

import java.util.Arrays;

/**
 * Products of sparse rows with dense matrices, in plain Java: rows of the matrix are fetched whole,
 * and added up in the order of the entries, so that the sums have the same bits everywhere.
 */
public final class SparseProducts {
  private SparseProducts() {}

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
    float[] total = new float[units];
    float[] first = new float[units];
    float[] second = new float[units];
    for (int row = 0; row < rows.rows(); row++) {
      if (keep) {
        sum.read(row * units, units, total, 0);
      } else {
        Arrays.fill(total, 0);
      }
      int end = rows.end(row);
      int place = rows.start(row);
      for (; place + 1 < end; place += 2) {
        weight.read(rows.column(place) * units, units, first, 0);
        weight.read(rows.column(place + 1) * units, units, second, 0);
        float a = (float) rows.value(place);
        float b = (float) rows.value(place + 1);
        for (int i = 0; i < units; i++) {
          total[i] = total[i] + a * first[i] + b * second[i];
        }
      }
      if (place < end) {
        weight.read(rows.column(place) * units, units, first, 0);
        add(total, (float) rows.value(place), first);
      }
      sum.write(row * units, units, total, 0);
    }
  }

  private static void multiplyDoubles(SparseRows rows, Tensor weight, Tensor sum, boolean keep) {
    int units = weight.columns();
    double[] total = new double[units];
    double[] of = new double[units];
    for (int row = 0; row < rows.rows(); row++) {
      if (keep) {
        sum.read(row * units, units, total, 0);
      } else {
        Arrays.fill(total, 0);
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
    float[] of = new float[units];
    for (int row = 0; row < rows.rows(); row++) {
      gradient.read(row * units, units, of, 0);
      for (int place = rows.start(row); place < rows.end(row); place++) {
        int at = rows.column(place) * units;
        into.read(at, units, total, 0);
        add(total, (float) rows.value(place), of);
        into.write(at, units, total, 0);
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
