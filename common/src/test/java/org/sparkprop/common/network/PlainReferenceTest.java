package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.GradientDescent;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Ten rounds of gradient descent on all rows, beside the same network written out in plain loops
 * over doubles that use nothing of this project.
 */
class PlainReferenceTest {
  private static final int ROWS = 50;
  private static final int INPUTS = 6;
  private static final int HIDDEN = 9;
  private static final int CLASSES = 4;
  private static final int PARAMETERS = INPUTS * HIDDEN + HIDDEN + HIDDEN * CLASSES + CLASSES;
  private static final int ROUNDS = 10;
  private static final double RATE = 0.5;

  private final double[][] inputs = new double[ROWS][INPUTS];
  private final int[] labels = new int[ROWS];
  private final double[] start = new double[PARAMETERS];

  PlainReferenceTest() {
    SplittableRandom random = new SplittableRandom(2024);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < INPUTS; i++) {
        inputs[row][i] = (float) random.nextDouble(-2, 2);
      }
      labels[row] = random.nextInt(CLASSES);
    }
    for (int i = 0; i < PARAMETERS; i++) {
      start[i] = (float) random.nextDouble(-0.6, 0.6);
    }
  }

  /**
   * W1 [inputs, hidden], b1, W2 [hidden, classes], b2 one after another; a tanh, then a softmax.
   */
  private double[] plainLoops() {
    double[] w = start.clone();
    int b1 = INPUTS * HIDDEN;
    int w2 = b1 + HIDDEN;
    int b2 = w2 + HIDDEN * CLASSES;
    for (int round = 0; round < ROUNDS; round++) {
      double[] gradient = new double[PARAMETERS];
      for (int row = 0; row < ROWS; row++) {
        double[] hidden = new double[HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
          double sum = w[b1 + j];
          for (int i = 0; i < INPUTS; i++) {
            sum += inputs[row][i] * w[i * HIDDEN + j];
          }
          hidden[j] = Math.tanh(sum);
        }
        double[] exponential = new double[CLASSES];
        double total = 0;
        for (int k = 0; k < CLASSES; k++) {
          double sum = w[b2 + k];
          for (int j = 0; j < HIDDEN; j++) {
            sum += hidden[j] * w[w2 + j * CLASSES + k];
          }
          exponential[k] = Math.exp(sum);
          total += exponential[k];
        }
        double[] back = new double[HIDDEN];
        for (int k = 0; k < CLASSES; k++) {
          double error = exponential[k] / total - (k == labels[row] ? 1 : 0);
          gradient[b2 + k] += error;
          for (int j = 0; j < HIDDEN; j++) {
            gradient[w2 + j * CLASSES + k] += hidden[j] * error;
            back[j] += w[w2 + j * CLASSES + k] * error;
          }
        }
        for (int j = 0; j < HIDDEN; j++) {
          double error = back[j] * (1 - hidden[j] * hidden[j]);
          gradient[b1 + j] += error;
          for (int i = 0; i < INPUTS; i++) {
            gradient[i * HIDDEN + j] += inputs[row][i] * error;
          }
        }
      }
      for (int p = 0; p < PARAMETERS; p++) {
        w[p] -= RATE * gradient[p] / ROWS;
      }
    }
    return w;
  }

  private double[] workspaceAndRule(Precision precision) {
    Network network =
        Networks.parse(
            new Shape(INPUTS),
            "{'layers': [{'dense': {'units': 9, 'activation': 'tanh'}}, {'dense': {'units': 4}}],"
                + " 'loss': 'softmax-cross-entropy'}");
    assertEquals(PARAMETERS, network.parameterCount());
    FlatVector weights = FlatVector.of(precision, start);
    FlatVector gradient = FlatVector.zeros(precision, PARAMETERS);
    GradientDescent rule = new GradientDescent(new Constant(RATE));
    Updater updater = Updater.start(Chain.of(rule), ParameterLayout.of(network), precision);
    try (Workspace workspace = new Workspace(network, precision)) {
      for (int round = 1; round <= ROUNDS; round++) {
        workspace.setWeights(weights);
        workspace.clearGradient();
        LossSums sums = new LossSums();
        // Two micro-batches, of 33 and 17 rows.
        train(workspace, 0, 33, round, sums);
        train(workspace, 33, ROWS - 33, round, sums);
        workspace.copyGradientTo(gradient);
        gradient.scale(1 / sums.weight());
        updater.update(
            weights, new RoundMean(gradient, 0, sums.weight()), new Progress(round, 1, ROUNDS));
      }
    }
    return weights.toDoubles();
  }

  private void train(Workspace workspace, int from, int count, int round, LossSums sums) {
    MicroBatch batch = workspace.microBatch(count);
    for (int row = 0; row < count; row++) {
      batch.input().write(row * INPUTS, INPUTS, inputs[from + row]);
      batch.target()[row] = labels[from + row];
      batch.weight()[row] = 1;
    }
    workspace.train(count, new NoiseKey(1, round, 0, from), sums);
  }

  private void assertFollows(double[] expected, double[] actual, double tolerance) {
    double moved = 0;
    for (int i = 0; i < PARAMETERS; i++) {
      moved = Math.max(moved, Math.abs(expected[i] - start[i]));
      double bound = tolerance * Math.max(Math.abs(expected[i]), 0.01);
      assertEquals(expected[i], actual[i], bound, "parameter " + i);
    }
    assertTrue(moved > 0.3, "the weights must have moved far, moved " + moved);
  }

  @Test
  void float64FollowsTheLoops() {
    assertFollows(plainLoops(), workspaceAndRule(Precision.FLOAT64), 1e-9);
  }

  @Test
  void float32FollowsTheLoops() {
    assertFollows(plainLoops(), workspaceAndRule(Precision.FLOAT32), 1e-4);
  }
}
