package org.sparkprop.common.vector;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dposv;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.openblas.global.openblas;

/**
 * Solves systems of a symmetric positive definite matrix by the LAPACK that ND4J carries, in double
 * precision and with one thread, on whose number bits would depend.
 */
public final class Cholesky {
  private static final byte LOWER = 'L';

  static {
    openblas.blas_set_num_threads(1);
  }

  private Cholesky() {}

  /**
   * Solves (A + shift · I) x = b.
   *
   * @param triangle A's upper triangle, its diagonal included, row after row
   * @param b overwritten with x, or with anything where there is none
   * @return whether the matrix was positive definite, as far as the numbers can tell, and x is
   *     finite
   */
  public static boolean solve(FlatVector triangle, double shift, double[] b) {
    int rows = b.length;
    double[] square = new double[Math.multiplyExact(rows, rows)];
    double[] row = new double[rows];
    int at = 0;
    for (int i = 0; i < rows; i++) {
      int count = rows - i;
      triangle.read(at, count, row);
      System.arraycopy(row, 0, square, i * rows + i, count);
      square[i * rows + i] += shift;
      at += count;
    }
    // The upper triangle by rows is the lower one by columns, which LAPACK takes without a copy.
    if (LAPACKE_dposv(LAPACK_COL_MAJOR, LOWER, rows, 1, square, rows, b, rows) != 0) {
      return false;
    }
    for (double x : b) {
      if (!Double.isFinite(x)) {
        return false;
      }
    }
    return true;
  }
}
