package org.sparkprop.common.vector;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

/**
 * Solves systems of a symmetric positive definite matrix in double precision by its Cholesky
 * decomposition A = Uᵀ U, some rows of U at a time (Golub and Van Loan 2013, section 4.2): what the
 * rows above take from them is a matrix product, the rest plain loops.
 *
 * <p>Not by the LAPACK that ND4J carries (OpenBLAS 0.3.19): with the kernels for AVX-512 its
 * decomposition is wrong from 8 rows on, and with those for AVX its bits depend on addresses. Its
 * products are right with all kernels ({@code ProductsTest}).
 */
public final class Cholesky {
  /** How many of U's rows are found at a time. */
  private static final int ROWS_AT_A_TIME = 64;

  private final int size;

  /** A, and from the top on U in its place; below the diagonal anything. */
  private final Tensor square;

  /** Some of its rows, from the diagonal's first of them on. */
  private final double[][] rows;

  private Cholesky(Tensor square) {
    this.size = square.rows();
    this.square = square;
    this.rows = new double[Math.min(ROWS_AT_A_TIME, size)][size];
  }

  /**
   * Solves (A + shift · I) x = b.
   *
   * @param triangle A's upper triangle, its diagonal included, row after row
   * @param b overwritten with x, or with anything where there is none
   * @return whether the matrix was positive definite, as far as the numbers can tell, and x is
   *     finite
   */
  public static boolean solve(FlatVector triangle, double shift, double[] b) {
    int size = b.length;
    try (Tensor square = Tensor.zeros(Precision.FLOAT64, size, size)) {
      double[] row = new double[size];
      int at = 0;
      for (int i = 0; i < size; i++) {
        int count = size - i;
        triangle.read(at, count, row);
        row[0] += shift;
        square.write(i * size + i, count, row);
        at += count;
      }
      return new Cholesky(square).solve(b);
    }
  }

  private boolean solve(double[] b) {
    for (int from = 0; from < size; from += rows.length) {
      int count = Math.min(rows.length, size - from);
      takeRowsAbove(from, count);
      for (int i = 0; i < count; i++) {
        square.read((from + i) * size + from, size - from, rows[i]);
      }
      if (!decompose(count, size - from)) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        substitute(rows[i], i, from, b);
        square.write((from + i) * size + from, size - from, rows[i]);
      }
    }
    return substituteBack(b);
  }

  private void takeRowsAbove(int from, int count) {
    if (from > 0) {
      int width = size - from;
      Matrix left = new Matrix(square, from, from, count, size);
      Matrix all = new Matrix(square, from, from, width, size);
      Matrix out = new Matrix(square, from * size + from, count, width, size);
      Products.subtract(left, TRANSPOSED, all, PLAIN, out);
    }
  }

  /** Makes rows of U of what is left of the matrix's; false where a pivot is not positive. */
  private boolean decompose(int count, int width) {
    for (int i = 0; i < count; i++) {
      double[] row = rows[i];
      double pivot = row[i];
      if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
        return false;
      }
      double root = Math.sqrt(pivot);
      for (int j = i; j < width; j++) {
        row[j] /= root;
      }
      for (int below = i + 1; below < count; below++) {
        subtract(row[below], row, rows[below], below, width);
      }
    }
    return true;
  }

  private static void subtract(double times, double[] row, double[] from, int first, int end) {
    for (int j = first; j < end; j++) {
      from[j] -= times * row[j];
    }
  }

  /** A step of Uᵀ y = b: y's number i is found, and its part taken from all that follow. */
  private static void substitute(double[] row, int i, int from, double[] b) {
    double y = b[from + i] / row[i];
    b[from + i] = y;
    for (int j = i + 1; from + j < b.length; j++) {
      b[from + j] -= y * row[j];
    }
  }

  /** U x = y, from the last row up. */
  private boolean substituteBack(double[] b) {
    double[] row = rows[0];
    boolean isFinite = true;
    for (int i = size - 1; i >= 0; i--) {
      square.read(i * size + i, size - i, row);
      double left = b[i];
      for (int j = i + 1; j < size; j++) {
        left -= row[j - i] * b[j];
      }
      b[i] = left / row[0];
      isFinite &= Double.isFinite(b[i]);
    }
    return isFinite;
  }
}
