package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
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

  /** Few numbers are gone through by row, many by column: of the same rows the same bits. */
  @Test
  void sameBitsByRowAndByColumn() {
    int rows = 40;
    int columns = 5000;
    SparseRows all = new SparseRows();
    SparseRows[] single = new SparseRows[rows];
    for (int row = 0; row < rows; row++) {
      single[row] = new SparseRows();
      for (int column = row; column < columns; column += 20 + random.nextInt(60)) {
        double value = random.nextDouble() - 0.5;
        all.add(column, value);
        single[row].add(column, value);
      }
      all.endRow();
      single[row].endRow();
    }
    try (Tensor weight = random(Precision.FLOAT32, columns, UNITS);
        Tensor sum = random(Precision.FLOAT32, rows, UNITS);
        Tensor gradient = random(Precision.FLOAT32, rows, UNITS);
        Tensor together = random(Precision.FLOAT32, columns, UNITS);
        Tensor apart = Tensor.zeros(Precision.FLOAT32, columns, UNITS)) {
      apart.copyFrom(together, 0, 0, columns * UNITS);
      double[] before = sum.toDoubles();
      SparseProducts.multiply(all, weight, sum, true);
      SparseProducts.addTransposed(all, gradient, together);
      for (int row = 0; row < rows; row++) {
        double[] expected = new double[UNITS];
        try (Tensor one = Tensor.zeros(Precision.FLOAT32, 1, UNITS)) {
          one.write(0, UNITS, Arrays.copyOfRange(before, row * UNITS, (row + 1) * UNITS));
          SparseProducts.multiply(single[row], weight, one, true);
          one.read(0, UNITS, expected);
          one.copyFrom(gradient, row * UNITS, 0, UNITS);
          SparseProducts.addTransposed(single[row], one, apart);
        }
        double[] actual = new double[UNITS];
        sum.read(row * UNITS, UNITS, actual);
        assertArrayEquals(expected, actual, "row " + row);
      }
      assertArrayEquals(apart.toDoubles(), together.toDoubles());
    }
  }

  /** Rows that are added behind a product are in the next one. */
  @Test
  void knowsRowsThatAreAdded() {
    try (Tensor weight = random(Precision.FLOAT32, COLUMNS, UNITS);
        Tensor before = Tensor.zeros(Precision.FLOAT32, ROWS, UNITS);
        Tensor after = Tensor.zeros(Precision.FLOAT32, ROWS + 1, UNITS)) {
      SparseProducts.multiply(sparse, weight, before, false);
      sparse.add(3, 2);
      sparse.endRow();
      SparseProducts.multiply(sparse, weight, after, false);
      double[] added = new double[UNITS];
      after.read(ROWS * UNITS, UNITS, added);
      double[] expected = new double[UNITS];
      weight.read(3 * UNITS, UNITS, expected);
      for (int unit = 0; unit < UNITS; unit++) {
        assertEquals(2 * expected[unit], added[unit], 0);
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
