package org.sparkprop.common.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
  /** A random matrix of less than full rank with something on its diagonal, and a solution. */
  static final class Problem {
    final double[] triangle;
    final double[] solution;
    final double[] rightSide;

    Problem(int size, double shift) {
      Random random = new Random(size);
      int rank = size / 2 + 1;
      double[][] factor = new double[rank][size];
      for (double[] row : factor) {
        for (int j = 0; j < size; j++) {
          row[j] = random.nextGaussian();
        }
      }
      solution = random.doubles(size, -1, 1).toArray();
      rightSide = new double[size];
      triangle = new double[size * (size + 1) / 2];
      int at = 0;
      for (int i = 0; i < size; i++) {
        rightSide[i] += shift * solution[i];
        for (int j = i; j < size; j++) {
          double sum = 0;
          for (double[] row : factor) {
            sum += row[i] * row[j];
          }
          triangle[at++] = sum;
          rightSide[i] += sum * solution[j];
          if (j > i) {
            rightSide[j] += sum * solution[i];
          }
        }
      }
    }
  }

  /** Fewer rows than are found at a time, so many, and several times as many with some left. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 31, 63, 64, 65, 127, 128, 129, 310})
  void findsTheSolution(int size) {
    Problem problem = new Problem(size, 0.5);
    double[] b = problem.rightSide.clone();
    assertTrue(Cholesky.solve(FlatVector.of(Precision.FLOAT64, problem.triangle), 0.5, b));
    assertArrayEquals(problem.solution, b, 1e-10 * size);
  }

  @Test
  void solvesByHand() {
    // [4 2; 2 5] + 0 · I = Uᵀ U with U = [2 1; 0 2].
    double[] b = {8, 12};
    assertTrue(Cholesky.solve(FlatVector.of(Precision.FLOAT64, 4, 2, 5), 0, b));
    assertArrayEquals(new double[] {1, 2}, b, 1e-15);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 64, 200})
  void refusesWhatIsNotPositiveDefinite(int size) {
    Problem problem = new Problem(size, 0);
    FlatVector triangle = FlatVector.of(Precision.FLOAT64, problem.triangle);
    assertFalse(Cholesky.solve(triangle, -0.5, problem.rightSide.clone()));
    problem.triangle[0] = Double.NaN;
    triangle = FlatVector.of(Precision.FLOAT64, problem.triangle);
    assertFalse(Cholesky.solve(triangle, 0.5, problem.rightSide.clone()));
  }

  @Test
  void refusesASolutionThatIsNotFinite() {
    assertFalse(Cholesky.solve(FlatVector.of(Precision.FLOAT64, 1e-300), 0, new double[] {1e300}));
  }
}
