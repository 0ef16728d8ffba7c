package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.Adam;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997, experiment 4): each step has a number in 0
 * to 1 and a mark, two steps of a row are marked, and the target is the sum of their numbers. Who
 * forgets says 1 always, with a mean squared error of 1/6, or knows one of the two, with 1/12.
 */
class MemoryTaskTest {
  private static final int STEPS = 12;
  private static final int ROWS = 128;
  private static final int ROUNDS = 500;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lstm': {'units': 24}}",
        "{'gru': {'units': 24}}",
        "{'bidirectional': {'layer': {'gru': {'units': 12, 'returns': 'sequence'}}}},"
            + " {'attention-pooling': {'units': 12}}",
        "{'lstm': {'units': 16, 'returns': 'sequence'}}, {'residual': {'layers': [{'gru':"
            + " {'units': 16, 'returns': 'sequence'}}]}}, 'step-pooling'"
      })
  void addsTwoMarkedNumbersOfRowsOfManyLengths(String layers) {
    Network network =
        Networks.parse(
            new Shape(STEPS, 2),
            "{'layers': [{'masking': {'value': -1}}, %s, {'dense': {'units': 1}}], 'loss':"
                    .formatted(layers)
                + " 'mean-squared-error'}");
    Adam rule = new Adam(new Constant(0.01), 0.9, 0.999, 1e-8);
    FlatVector weights = network.initialWeights(Precision.FLOAT32, 1);
    FlatVector gradient = FlatVector.zeros(Precision.FLOAT32, weights.length());
    Updater updater = Updater.start(Chain.of(rule), ParameterLayout.of(network), Precision.FLOAT32);
    SplittableRandom random = new SplittableRandom(2);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT32)) {
      for (int round = 1; round <= ROUNDS; round++) {
        LossSums sums = new LossSums();
        workspace.setWeights(weights);
        workspace.clearGradient();
        fill(workspace.microBatch(ROWS), random);
        workspace.train(ROWS, new NoiseKey(1, round, 0, 0), sums);
        workspace.copyGradientTo(gradient);
        gradient.scale(1 / sums.weight());
        updater.update(
            weights,
            new RoundMean(gradient, 0, sums.weight()),
            new Progress(round, ROUNDS, ROUNDS));
      }
      LossSums sums = new LossSums();
      workspace.setWeights(weights);
      for (int batch = 0; batch < 8; batch++) {
        fill(workspace.microBatch(ROWS), random);
        workspace.evaluate(ROWS, sums);
      }
      double error = sums.loss() / sums.weight();
      assertTrue(error < 0.01, () -> layers + ": mean squared error on new rows " + error);
    }
  }

  /** From four steps on, the rest padding. */
  private static void fill(MicroBatch batch, SplittableRandom random) {
    double[] input = new double[STEPS * 2];
    for (int row = 0; row < batch.rows(); row++) {
      int length = random.nextInt(4, STEPS + 1);
      int first = random.nextInt(length);
      int second = (first + random.nextInt(1, length)) % length;
      for (int step = 0; step < STEPS; step++) {
        input[2 * step] = step < length ? random.nextDouble() : -1;
        input[2 * step + 1] = step < length ? 0 : -1;
      }
      input[2 * first + 1] = 1;
      input[2 * second + 1] = 1;
      batch.input().write(row * input.length, input.length, input);
      batch.target()[row] = input[2 * first] + input[2 * second];
      batch.weight()[row] = 1;
    }
  }
}
