package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside products by three plain loops over the same rows with their zeros. */
class SparseProductsTest {
  private static final int ROWS = 9;
  private static final int COLUMNS = 50;
  private static final int UNITS = 7;

  private final SplittableRandom random = new SplittableRandom(11);
  private final double[][] dense = new double[ROWS][COLUMNS];
  private final SparseRows sparse = new SparseRows();

  SparseProductsTest() {
    for (int row = 0; row < ROWS; row++) {
      // Rows without numbers, with an even and with an odd count of them.
      for (int column = row; column < COLUMNS && row % 4 > 0; column += 3 * (row % 4)) {
        dense[row][column] = (float) (random.nextDouble() - 0.5);
        sparse.add(column, dense[row][column]);
      }
      sparse.endRow();
    }
  }

  private Tensor random(Precision precision, int rows, int columns) {
    Tensor tensor = Tensor.zeros(precision, rows, columns);
    double[] values = random.doubles((long) rows * columns, -1, 1).toArray();
    tensor.write(0, values.length, values);
    return tensor;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void multiplyAndAddTransposed(Precision precision) {
    double tolerance = precision == Precision.FLOAT64 ? 1e-15 : 1e-6;
    try (Tensor weight = random(precision, COLUMNS, UNITS);
        Tensor sum = random(precision, ROWS, UNITS);
        Tensor gradient = random(precision, ROWS, UNITS);
        Tensor into = random(precision, COLUMNS, UNITS)) {
      double[] weights = weight.toDoubles();
      double[] before = sum.toDoubles();
      SparseProducts.multiply(sparse, weight, sum, true);
      check(before, weights, sum.toDoubles(), tolerance);
      SparseProducts.multiply(sparse, weight, sum, false);
      check(new double[before.length], weights, sum.toDoubles(), tolerance);

      double[] start = into.toDoubles();
      double[] gradients = gradient.toDoubles();
      SparseProducts.addTransposed(sparse, gradient, into);
      double[] actual = into.toDoubles();
      for (int column = 0; column < COLUMNS; column++) {
        for (int unit = 0; unit < UNITS; unit++) {
          double expected = start[column * UNITS + unit];
          for (int row = 0; row < ROWS; row++) {
            expected += dense[row][column] * gradients[row * UNITS + unit];
          }
          assertEquals(expected, actual[column * UNITS + unit], 10 * tolerance);
        }
      }
    }
  }

  private void check(double[] before, double[] weights, double[] actual, double tolerance) {
    for (int row = 0; row < ROWS; row++) {
      for (int unit = 0; unit < UNITS; unit++) {
        double expected = before[row * UNITS + unit];
        for (int column = 0; column < COLUMNS; column++) {
          expected += dense[row][column] * weights[column * UNITS + unit];
        }
        assertEquals(expected, actual[row * UNITS + unit], 10 * tolerance);
      }
    }
  }
}
