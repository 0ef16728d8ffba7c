package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Sparse coding beside soft thresholds, plain ISTA, and a dictionary that made the rows. */
class SparseCodingTest {
  private static final double PENALTY = 0.2;

  private static Network network(int numbers, int atoms, int iterations) {
    return Networks.parse(
        new Shape(numbers),
        ("{'layers': [{'sparse-coding': {'atoms': %d, 'penalty': %s, 'iterations': %d}}],"
                + " 'loss': 'mean-squared-error', 'target': 'inputs'}")
            .formatted(atoms, PENALTY, iterations));
  }

  private static double[] rebuilt(Network network, double[] dictionary, double[] rows) {
    int count = rows.length / network.input().size();
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setWeights(FlatVector.of(Precision.FLOAT64, dictionary));
      workspace.microBatch(count).input().write(0, rows.length, rows);
      workspace.predict(count);
      return workspace.output(0, count);
    }
  }

  /** With the unit vectors for atoms each number is drawn towards 0 by the penalty. */
  @Test
  void orthonormalAtomsGiveSoftThresholds() {
    double[] rows = {1, -0.5, 0.1, 0, 0.2, -3};
    double[] unit = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    assertArrayEquals(
        new double[] {0.8, -0.3, 0, 0, 0, -2.8}, rebuilt(network(3, 3, 1), unit, rows), 1e-15);
  }

  /** The code of a row by iterated soft thresholds, far more of them than are needed. */
  private static double[] plainCode(double[] dictionary, int atoms, double[] row) {
    int numbers = row.length;
    double[] code = new double[atoms];
    double step = 0.02;
    for (int iteration = 0; iteration < 40_000; iteration++) {
      double[] rest = row.clone();
      for (int k = 0; k < atoms; k++) {
        for (int i = 0; i < numbers; i++) {
          rest[i] -= code[k] * dictionary[k * numbers + i];
        }
      }
      for (int k = 0; k < atoms; k++) {
        double slope = 0;
        for (int i = 0; i < numbers; i++) {
          slope += rest[i] * dictionary[k * numbers + i];
        }
        double moved = code[k] + step * slope;
        code[k] = Math.signum(moved) * Math.max(0, Math.abs(moved) - step * PENALTY);
      }
    }
    return code;
  }

  private static double[] reconstruction(double[] dictionary, double[] code, int numbers) {
    double[] sum = new double[numbers];
    for (int k = 0; k < code.length; k++) {
      for (int i = 0; i < numbers; i++) {
        sum[i] += code[k] * dictionary[k * numbers + i];
      }
    }
    return sum;
  }

  private static double objective(double[] dictionary, int atoms, double[] row) {
    double[] code = plainCode(dictionary, atoms, row);
    double[] rebuilt = reconstruction(dictionary, code, row.length);
    double value = 0;
    for (int i = 0; i < row.length; i++) {
      value += 0.5 * (row[i] - rebuilt[i]) * (row[i] - rebuilt[i]);
    }
    for (double number : code) {
      value += PENALTY * Math.abs(number);
    }
    return value;
  }

  private static double[] dictionary(Network network, long seed) {
    return network.initialWeights(Precision.FLOAT64, seed).toDoubles();
  }

  @Test
  void agreesWithPlainIterationsToTheEnd() {
    Network network = network(5, 8, 3000);
    double[] dictionary = dictionary(network, 7);
    double[] row = Networks.uniform(5, 1.5, 8);
    double[] expected = reconstruction(dictionary, plainCode(dictionary, 8, row), 5);
    assertArrayEquals(expected, rebuilt(network, dictionary, row), 1e-9);
  }

  /**
   * With the codes at their minimum the gradient of the whole objective by the dictionary is that
   * with the codes held: the layer's, for half the squared error, beside central differences.
   */
  @Test
  void theDictionarysGradientIsThatOfTheObjective() {
    Network network = network(4, 6, 3000);
    double[] dictionary = dictionary(network, 9);
    double[] row = Networks.uniform(4, 1.5, 10);
    double[] gradient;
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setWeights(FlatVector.of(Precision.FLOAT64, dictionary));
      MicroBatch batch = workspace.microBatch(1);
      batch.input().write(0, row.length, row);
      // The mean over four squares, twice, is half their sum.
      batch.weight()[0] = 2;
      workspace.train(1, new NoiseKey(1, 1, 0, 0), new LossSums());
      FlatVector sum = FlatVector.zeros(Precision.FLOAT64, dictionary.length);
      workspace.copyGradientTo(sum);
      gradient = sum.toDoubles();
    }
    double largest = 0;
    for (int i = 0; i < dictionary.length; i++) {
      double[] above = dictionary.clone();
      double[] below = dictionary.clone();
      above[i] += 1e-5;
      below[i] -= 1e-5;
      double numeric = (objective(above, 6, row) - objective(below, 6, row)) / 2e-5;
      assertEquals(numeric, gradient[i], 1e-7, "number " + i);
      largest = Math.max(largest, Math.abs(numeric));
    }
    assertTrue(largest > 0.01, "nothing was tested");
  }

  /** Rows of two atoms each: plain steps along the gradient find the atoms, up to their signs. */
  @Test
  void recoversTheDictionaryThatMadeTheRows() {
    int numbers = 12;
    int atoms = 10;
    int rows = 400;
    // With half as many atoms again none of the true ones is left without.
    Network network = network(numbers, 15, 60);
    double[] truth = dictionary(network(numbers, atoms, 1), 21);
    SplittableRandom random = new SplittableRandom(22);
    double[] data = new double[rows * numbers];
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < 2; part++) {
        int atom = random.nextInt(atoms);
        double factor = random.nextDouble(1, 3) * (random.nextBoolean() ? 1 : -1);
        for (int i = 0; i < numbers; i++) {
          data[row * numbers + i] += factor * truth[atom * numbers + i];
        }
      }
    }
    // Starts near the truth would prove little: these are drawn by another seed.
    FlatVector weights = network.initialWeights(Precision.FLOAT64, 23);
    assertTrue(nearest(truth, weights.toDoubles(), numbers) < 0.9);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      FlatVector sum = FlatVector.zeros(Precision.FLOAT64, weights.length());
      for (int round = 1; round <= 1000; round++) {
        workspace.setWeights(weights);
        workspace.clearGradient();
        for (int half = 0; half < 2; half++) {
          MicroBatch batch = workspace.microBatch(rows / 2);
          double[] part =
              Arrays.copyOfRange(data, half * data.length / 2, (half + 1) * data.length / 2);
          batch.input().write(0, part.length, part);
          Arrays.fill(batch.weight(), 0, rows / 2, 1);
          workspace.train(rows / 2, new NoiseKey(1, round, 0, 0), new LossSums());
        }
        workspace.copyGradientTo(sum);
        weights.addScaled(sum, -6.0 / rows);
        UnitRows.restore(network, weights);
      }
    }
    double worst = nearest(truth, weights.toDoubles(), numbers);
    assertTrue(worst > 0.98, "the cosine of the atom that was found worst is " + worst);
  }

  /** Of the true atom that is farthest from all that were found, the cosine to the nearest. */
  private static double nearest(double[] truth, double[] found, int numbers) {
    double worst = 1;
    for (int t = 0; t < truth.length; t += numbers) {
      double best = 0;
      for (int f = 0; f < found.length; f += numbers) {
        double product = 0;
        for (int i = 0; i < numbers; i++) {
          product += truth[t + i] * found[f + i];
        }
        best = Math.max(best, Math.abs(product));
      }
      worst = Math.min(worst, best);
    }
    return worst;
  }

  @Test
  void nothingLearnsBeforeIt() {
    String message =
        assertThrows(
                ConfigurationException.class,
                () ->
                    Networks.parse(
                        new Shape(4),
                        "{'layers': [{'dense': {'units': 4}}, {'sparse-coding': {'atoms': 6,"
                            + " 'penalty': 0.1}}], 'loss': 'mean-squared-error'}"))
            .getMessage();
    assertTrue(message.contains("layer 0 (dense) before it could not learn"), message);
  }
}
