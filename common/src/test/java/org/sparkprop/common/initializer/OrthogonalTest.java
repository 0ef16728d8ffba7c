package org.sparkprop.common.initializer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

class OrthogonalTest {
  private static double[] draw(int rows, int columns, double gain, long seed) {
    RandomStream random = RandomStream.of(seed, Purpose.TEST, 0, 0, 0);
    return new Orthogonal(gain).draw(rows * columns, rows, 0, 0, random);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,9", "9,1", "40,40", "200,200", "150,60", "60,150", "8,576"})
  void rowsOrColumnsAreOrthonormalTimesTheGain(int rows, int columns) {
    double gain = 1.5;
    double[] matrix = draw(rows, columns, gain, 3);
    boolean byRow = rows <= columns;
    int vectors = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    for (int a = 0; a < vectors; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < length; i++) {
          double left = byRow ? matrix[a * columns + i] : matrix[i * columns + a];
          double right = byRow ? matrix[b * columns + i] : matrix[i * columns + b];
          product += left * right;
        }
        assertEquals(a == b ? gain * gain : 0, product, 1e-12, a + "·" + b);
      }
    }
  }

  /**
   * Of 2×2 orthogonal matrices half turn and half mirror, and the first vector's angle is uniform:
   * a factorisation without its sign fix would miss some of the four quadrants.
   */
  @Test
  void everyDirectionIsAsLikely() {
    int draws = 20_000;
    int mirrors = 0;
    int[] quadrants = new int[4];
    for (int seed = 0; seed < draws; seed++) {
      double[] m = draw(2, 2, 1, seed);
      mirrors += m[0] * m[3] - m[1] * m[2] < 0 ? 1 : 0;
      quadrants[(m[0] > 0 ? 1 : 0) + (m[2] > 0 ? 2 : 0)]++;
    }
    assertEquals(draws / 2.0, mirrors, 400);
    for (int count : quadrants) {
      assertEquals(draws / 4.0, count, 350);
    }
  }
}
