package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowsTest {
  /** Shapes below, at and beyond a block. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10", "300, 1", "7, 10", "5, 2048", "3, 2049", "2, 5000", "513, 4"})
  void sumsAndRepeatsAsPlainLoopsDo(int rows, int columns) {
    for (Precision precision : Precision.values()) {
      // Small whole numbers: every order gives the same sum.
      double[] numbers =
          new SplittableRandom(rows + columns)
              .ints(rows * columns, -9, 9)
              .asDoubleStream()
              .toArray();
      double[] before = new SplittableRandom(1).ints(columns, -9, 9).asDoubleStream().toArray();
      double[] expected = before.clone();
      for (int i = 0; i < numbers.length; i++) {
        expected[i % columns] += numbers[i];
      }
      try (Tensor values = Tensor.zeros(precision, rows, columns);
          Tensor sum = Tensor.zeros(precision, columns)) {
        values.write(0, numbers.length, numbers);
        sum.write(0, columns, before);
        Rows.addSum(values, sum);
        assertArrayEquals(expected, sum.toDoubles());
        Rows.repeat(sum, values);
        double[] repeated = values.toDoubles();
        for (int r = 0; r < rows; r++) {
          assertArrayEquals(
              expected, Arrays.copyOfRange(repeated, r * columns, (r + 1) * columns), "row " + r);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rowsOfAnotherLengthAreRefused(Precision precision) {
    try (Tensor values = Tensor.zeros(precision, 2, 3);
        Tensor sum = Tensor.zeros(precision, 2)) {
      assertThrows(IllegalArgumentException.class, () -> Rows.addSum(values, sum));
      assertThrows(IllegalArgumentException.class, () -> Rows.repeat(sum, values));
    }
  }
}
