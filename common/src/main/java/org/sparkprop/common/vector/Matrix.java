package org.sparkprop.common.vector;

/**
 * Part of a tensor seen as a row-major matrix, for {@link Products}; cheap to make, unlike a view.
 *
 * @param offset the tensor's number where the matrix starts
 */
public record Matrix(Tensor tensor, int offset, int rows, int columns) {
  public Matrix {
    long end = offset + (long) rows * columns;
    if (offset < 0 || rows < 1 || columns < 1 || end > tensor.length()) {
      throw new IllegalArgumentException(
          "expected a matrix inside %d numbers, got [%d, %d] from %d"
              .formatted(tensor.length(), rows, columns, offset));
    }
  }

  /** All of a tensor, {@link Tensor#rows} × {@link Tensor#columns}. */
  public static Matrix of(Tensor tensor) {
    return new Matrix(tensor, 0, tensor.rows(), tensor.columns());
  }
}
