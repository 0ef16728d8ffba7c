package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.Adam;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.LevenbergMarquardt;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * What Levenberg-Marquardt is for: a smooth surface with a little noise, sin(3x) cos(2y) + 0.01
 * noise, by a network 2-10-1 on 500 rows.
 */
class SmoothRegressionTest {
  private static final int ROWS = 500;
  private static final int MICRO_BATCH = 250;

  private static void fill(MicroBatch batch, int part) {
    SplittableRandom random = new SplittableRandom(40 + part);
    for (int row = 0; row < batch.rows(); row++) {
      double x = random.nextDouble(-1, 1);
      double y = random.nextDouble(-1, 1);
      batch.input().write(2 * row, 2, new double[] {x, y});
      batch.target()[row] = Math.sin(3 * x) * Math.cos(2 * y) + 0.01 * random.nextGaussian();
      batch.weight()[row] = 1;
    }
  }

  /** The loss that a rule has reached after so many rounds of all rows. */
  private static double loss(UpdateRule rule, int rounds) {
    Network network =
        Networks.parse(
            new Shape(2),
            "{'layers': [{'dense': {'units': 10, 'activation': 'tanh'}}, {'dense': {'units': 1}}],"
                + " 'loss': 'mean-squared-error'}");
    int parameters = network.parameterCount();
    Curvature curvature = rule.curvature(parameters);
    FlatVector weights = network.initialWeights(Precision.FLOAT64, 1);
    Updater updater = Updater.start(Chain.of(rule), ParameterLayout.of(network), Precision.FLOAT64);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64, curvature)) {
      for (int round = 1; round <= rounds; round++) {
        LossSums sums = new LossSums();
        workspace.setWeights(updater.asked(weights));
        workspace.clearGradient();
        for (int part = 0; part < ROWS / MICRO_BATCH; part++) {
          fill(workspace.microBatch(MICRO_BATCH), part);
          workspace.train(MICRO_BATCH, new NoiseKey(1, round, 0, 0), sums);
        }
        FlatVector sum = FlatVector.zeros(Precision.FLOAT64, curvature.sumNumbers(parameters));
        workspace.copyGradientTo(sum);
        sum.scale(1.0 / ROWS);
        Optional<FlatVector> matrix =
            curvature == Curvature.MATRIX
                ? Optional.of(sum.slice(parameters, sum.length() - parameters))
                : Optional.empty();
        RoundMean mean =
            new RoundMean(sum.slice(0, parameters), sums.loss() / ROWS, sums.weight(), matrix);
        updater.update(weights, mean, new Progress(round, 1, rounds));
      }
      LossSums sums = new LossSums();
      workspace.setWeights(updater.kept(weights));
      for (int part = 0; part < ROWS / MICRO_BATCH; part++) {
        fill(workspace.microBatch(MICRO_BATCH), part);
        workspace.evaluate(MICRO_BATCH, sums);
      }
      return sums.loss() / sums.weight();
    }
  }

  @Test
  void thirtyRoundsReachWhatAThousandOfAdamDoNot() {
    double secondOrder = loss(new LevenbergMarquardt(0.001, 5000, 50, 0.01), 30);
    double best = Double.POSITIVE_INFINITY;
    for (double rate : new double[] {0.003, 0.01, 0.03, 0.1}) {
      best = Math.min(best, loss(new Adam(new Constant(rate), 0.9, 0.999, 1e-8), 1000));
    }
    double adam = best;
    assertTrue(secondOrder < adam, () -> secondOrder + " by 30 rounds, Adam " + adam);
  }

  @Test
  void productsLeadToTheSameAsTheMatrix() {
    double byMatrix = loss(new LevenbergMarquardt(0.001, 5000, 50, 0.01), 40);
    double byProducts = loss(new LevenbergMarquardt(0.001, 0, 41, 1e-4), 1200);
    assertTrue(byProducts < 1.5 * byMatrix, () -> byProducts + " and " + byMatrix);
  }
}
