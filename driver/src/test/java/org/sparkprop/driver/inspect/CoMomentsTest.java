package org.sparkprop.driver.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CoMomentsTest {
  private static CoMoments of(double[] x, double[] y, int from, int to) {
    CoMoments moments = new CoMoments();
    for (int i = from; i < to; i++) {
      moments.add(x[i], y[i]);
    }
    return moments;
  }

  @Test
  void piecesMergeToTheWhole() {
    long seed = 7;
    Random random = new Random(seed);
    int rows = 1000;
    double[] x = random.doubles(rows, -1, 1).map(v -> 1e6 + v).toArray();
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = 3 - 0.5 * (x[i] - 1e6) + random.nextGaussian();
    }
    double whole = of(x, y, 0, rows).correlation().getAsDouble();
    // By the definition, in two passes.
    double meanX = of(x);
    double meanY = of(y);
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < rows; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    assertEquals(products / Math.sqrt(squaresX * squaresY), whole, 1e-9);
    CoMoments merged = new CoMoments();
    int[] cuts = {0, 0, 1, 2, 400, 400, 999, rows};
    for (int i = 1; i < cuts.length; i++) {
      merged.add(of(x, y, cuts[i - 1], cuts[i]));
    }
    assertEquals(whole, merged.correlation().getAsDouble(), 1e-9);
  }

  private static double of(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void aConstantGoesWithNothing() {
    double[] constant = {0.1, 0.1, 0.1, 0.1};
    double[] other = {1, 2, 3, 5};
    CoMoments merged = of(constant, other, 0, 1);
    merged.add(of(constant, other, 1, 4));
    assertTrue(merged.correlation().isEmpty());
    assertTrue(new CoMoments().correlation().isEmpty());
  }
}
