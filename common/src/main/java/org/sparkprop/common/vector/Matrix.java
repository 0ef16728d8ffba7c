package org.sparkprop.common.vector;

/**
 * Part of a tensor seen as a row-major matrix, for {@link Products}; cheap to make, unlike a view.
 *
 * @param offset the tensor's number where the matrix starts
 * @param stride numbers from a row's start to the next one's
 */
public record Matrix(Tensor tensor, int offset, int rows, int columns, int stride) {
  public Matrix {
    long end = offset + (rows - 1L) * stride + columns;
    if (offset < 0 || rows < 1 || columns < 1 || stride < columns || end > tensor.length()) {
      throw new IllegalArgumentException(
          "expected a matrix inside %d numbers, got [%d, %d] from %d with rows %d apart"
              .formatted(tensor.length(), rows, columns, offset, stride));
    }
  }

  /** One row right behind the other. */
  public Matrix(Tensor tensor, int offset, int rows, int columns) {
    this(tensor, offset, rows, columns, columns);
  }

  /** All of a tensor, {@link Tensor#rows} × {@link Tensor#columns}. */
  public static Matrix of(Tensor tensor) {
    return new Matrix(tensor, 0, tensor.rows(), tensor.columns());
  }
}
