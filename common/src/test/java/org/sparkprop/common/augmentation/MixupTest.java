package org.sparkprop.common.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class MixupTest {
  private static final int ROWS = 6;
  private static final NoiseKey KEY = new NoiseKey(3, 2, 1, 40);
  private static final Augmentations MIXUP = new Augmentations(List.of(), List.of(), 0.7);

  private static Network network(String layers) throws Exception {
    String text = "{\"layers\": [%s], \"loss\": \"softmax-cross-entropy\"}".formatted(layers);
    return new Network(
        new Shape(2),
        Binder.bind(new ObjectMapper().readTree(text), NetworkConfiguration.class, "network"));
  }

  private static Network dense() throws Exception {
    return network(
        "{\"dense\": {\"units\": 4, \"activation\": \"tanh\"}}," + " {\"dense\": {\"units\": 3}}");
  }

  private static void fill(MicroBatch batch, double[] inputs, double[] targets, double[] weights) {
    batch.input().write(0, inputs.length, inputs);
    System.arraycopy(targets, 0, batch.target(), 0, targets.length);
    System.arraycopy(weights, 0, batch.weight(), 0, weights.length);
  }

  private record Passed(double loss, double weight, double[] gradient, double[] inputs) {}

  private static Passed pass(
      Network network, double[] inputs, double[] targets, double[] weights, Augmentations with) {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setWeights(network.initialWeights(Precision.FLOAT64, 5));
      workspace.clearGradient();
      MicroBatch batch = workspace.microBatch(ROWS);
      fill(batch, inputs, targets, weights);
      with.apply(network, batch, KEY);
      double[] mixed = batch.input().toDoubles();
      LossSums sums = new LossSums();
      workspace.train(ROWS, KEY, sums);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, network.parameterCount());
      workspace.copyGradientTo(gradient);
      return new Passed(sums.loss(), sums.weight(), gradient.toDoubles(), mixed);
    }
  }

  /** By the paper's formula: the loss is linear in the two targets' shares. */
  @Test
  void lossAndGradientAreThoseOfBothTargetsByTheirShares() throws Exception {
    Network network = dense();
    double[] inputs = new double[2 * ROWS];
    double[] targets = new double[ROWS];
    double[] weights = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      inputs[2 * row] = row;
      inputs[2 * row + 1] = row * row / 10.0;
      targets[row] = row % 3;
      weights[row] = 1 + row % 2;
    }
    Passed mixed = pass(network, inputs, targets, weights, MIXUP);
    double[] other = new double[ROWS];
    double[] ownWeights = new double[ROWS];
    double[] otherWeights = new double[ROWS];
    int changed = 0;
    for (int row = 0; row < ROWS; row++) {
      // The first numbers are the rows' own, so both tell who was mixed in, and how much of him.
      double share = Double.NaN;
      for (int who = 0; who < ROWS; who++) {
        double byFirst = who == row ? 0 : (mixed.inputs[2 * row] - row) / (who - row);
        double expected =
            inputs[2 * row + 1] + byFirst * (inputs[2 * who + 1] - inputs[2 * row + 1]);
        if (byFirst >= 0
            && byFirst <= 1
            && Math.abs(expected - mixed.inputs[2 * row + 1]) < 1e-12) {
          share = byFirst;
          other[row] = targets[who];
          break;
        }
      }
      assertTrue(share >= 0, "row " + row + " is no mixture of two");
      changed += share > 0 ? 1 : 0;
      ownWeights[row] = (1 - share) * weights[row];
      otherWeights[row] = share * weights[row];
    }
    assertTrue(changed >= 3, "rows that changed: " + changed);
    Passed byOwn = pass(network, mixed.inputs, targets, ownWeights, Augmentations.NONE);
    Passed byOthers = pass(network, mixed.inputs, other, otherWeights, Augmentations.NONE);
    assertEquals(byOwn.loss + byOthers.loss, mixed.loss, 1e-12);
    assertEquals(9, mixed.weight, 1e-12);
    double[] sum = new double[byOwn.gradient.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = byOwn.gradient[i] + byOthers.gradient[i];
    }
    assertArrayEquals(sum, mixed.gradient, 1e-12);
    // The next pass of the same workspace knows nothing of it.
    assertArrayEquals(
        pass(network, inputs, targets, weights, Augmentations.NONE).inputs, inputs, 0);
  }

  /** Mean ½ and variance 1 / (4 (2 α + 1)) of Beta(α, α). */
  @Test
  void sharesHaveTheMomentsOfTheirDistribution() throws Exception {
    Network network = dense();
    int rows = network.microBatchRows();
    for (double alpha : new double[] {0.01, 0.2, 1}) {
      double sum = 0;
      double squares = 0;
      int count = 0;
      try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
        MicroBatch batch = workspace.microBatch(rows);
        for (int round = 0; round < 100; round++) {
          new Augmentations(List.of(), List.of(), alpha)
              .apply(network, batch, new NoiseKey(1, round, 0, 0));
          for (int row = 0; row < rows; row++) {
            double share = batch.mixed().shares()[row];
            assertTrue(share >= 0 && share <= 1);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
            count++;
          }
        }
      }
      // A row that draws itself has share 0, which is one in so many.
      double tolerance = 4 / Math.sqrt(count) + 1.0 / rows;
      assertEquals(0.5, sum / count, tolerance, "mean, alpha " + alpha);
      assertEquals(1 / (4 * (2 * alpha + 1)), squares / count, tolerance, "alpha " + alpha);
    }
  }

  @Test
  void mistakesAreSaid() throws Exception {
    assertThrows(
        IllegalArgumentException.class, () -> new Augmentations(List.of(), List.of(), 1.5));
    assertThrows(
        IllegalArgumentException.class, () -> new Augmentations(List.of(), List.of(), -0.1));
    Network tokens =
        network(
            "{\"embedding\": {\"vocabulary\": 9, \"units\": 2}}, {\"flatten\": {}},"
                + " {\"dense\": {\"units\": 3}}");
    String message =
        assertThrows(ConfigurationException.class, () -> MIXUP.check(tokens)).getMessage();
    assertTrue(message.contains("cannot be mixed"), message);
  }
}
