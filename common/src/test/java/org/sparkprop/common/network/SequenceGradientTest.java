package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Backpropagation through time against central differences, with and without padded steps. */
class SequenceGradientTest {
  private static final double BOUND = 1e-6;
  private static final int STEPS = 5;
  private static final int FEATURES = 3;

  /** {@code %s} becomes layers with commas around them. */
  private static final String AROUND = "{'layers': [%s {'dense': {'units': 2}}], 'loss': 'huber'}";

  private static final String STEPWISE =
      "{'time-distributed': {'layers': [{'dense': {'units': 4, 'activation': 'tanh'}}]}},";

  private static void check(Network network, int rows, double[] input) {
    FlatVector weights = Networks.weights(network, Precision.FLOAT64, 5);
    var differences =
        GradientCheck.run(
            network,
            weights,
            rows,
            batch -> {
              GradientCheckTest.fill(batch, network, 6);
              batch.input().write(0, input.length, input);
            });
    assertFalse(differences.isEmpty());
    for (GradientCheck.Difference difference : differences) {
      assertTrue(difference.relative() < BOUND, difference::toString);
      assertTrue(difference.numeric() != 0, difference + ": nothing was tested");
    }
  }

  private static double[] rows(int rows) {
    return Networks.uniform(rows * STEPS * FEATURES, 1.5, 3);
  }

  /** Padding at the end, at the start, between, and a row of nothing else (unless it is alone). */
  private static double[] paddedRows(int rows) {
    double[] input = rows(rows);
    SplittableRandom random = new SplittableRandom(9);
    for (int row = 0; row < rows; row++) {
      for (int step = 0; step < STEPS; step++) {
        boolean padding = row == 2 || random.nextInt(3) == 0;
        for (int i = 0; i < FEATURES && padding; i++) {
          input[(row * STEPS + step) * FEATURES + i] = 0;
        }
      }
    }
    return input;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lstm': {'units': 4}},",
        "{'lstm': {'units': 4, 'returns': 'sequence'}}, 'flatten',",
        "{'gru': {'units': 4}},",
        "{'gru': {'units': 4, 'returns': 'sequence'}}, 'flatten',",
        // The input's gradient, through what is learned before.
        STEPWISE + "{'lstm': {'units': 3}},",
        STEPWISE + "{'lstm': {'units': 3, 'returns': 'sequence'}}, 'flatten',",
        STEPWISE + "{'gru': {'units': 3}},",
        STEPWISE + "{'gru': {'units': 3, 'returns': 'sequence'}}, 'flatten',",
        // One upon the other.
        "{'lstm': {'units': 3, 'returns': 'sequence'}}, {'gru': {'units': 2}},",
        // Both directions.
        "{'bidirectional': {'layer': {'lstm': {'units': 3}}}},",
        STEPWISE
            + "{'bidirectional': {'layer': {'gru': {'units': 3, 'returns': 'sequence'}}}},"
            + " 'flatten',",
        STEPWISE
            + "{'bidirectional': {'layer': {'lstm': {'units': 2, 'returns': 'sequence'}}}},"
            + " {'bidirectional': {'layer': {'gru': {'units': 2}}}},",
        // Around a residual, with dropout, twice inside.
        STEPWISE
            + "{'residual': {'layers': [{'lstm': {'units': 5, 'returns': 'sequence'}},"
            + " {'dropout': {'rate': 0.3}}, {'time-distributed': {'layers': [{'dense':"
            + " {'units': 4}}]}}]}}, {'lstm': {'units': 3}},",
        STEPWISE
            + "{'residual': {'layers': [{'bidirectional': {'layer': {'residual': {'layers':"
            + " [{'gru': {'units': 4, 'returns': 'sequence'}}]}}}}], 'projection':"
            + " [{'time-distributed': {'layers': [{'dense': {'units': 8}}]}}]}},"
            + " {'gru': {'units': 3}},",
        STEPWISE + "'flatten',",
        // What is made of all steps.
        "{'attention-pooling': {'units': 4}},",
        STEPWISE + "{'attention-pooling': {'units': 3}},",
        STEPWISE + "'step-pooling',",
        STEPWISE + "{'step-pooling': {'function': 'max'}},",
        "{'lstm': {'units': 3, 'returns': 'sequence'}}, {'attention-pooling': {'units': 2}},"
      })
  void gradients(String layers) {
    Shape input = new Shape(STEPS, FEATURES);
    for (int rows : new int[] {1, 4}) {
      check(Networks.parse(input, AROUND.formatted(layers)), rows, rows(rows));
    }
    Network masked = Networks.parse(input, AROUND.formatted("'masking', " + layers));
    check(masked, 5, paddedRows(5));
    check(masked, 1, paddedRows(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lstm': {'units': 4}},",
        "{'gru': {'units': 4, 'returns': 'sequence'}}, 'flatten',",
        "{'bidirectional': {'layer': {'lstm': {'units': 3}}}},",
        "{'attention-pooling': {'units': 4}}, {'dense': {'units': 3}},"
      })
  void oneStep(String layers) {
    // With one step nothing goes round: recurrent weights have no gradient, so only others are
    // seen.
    Network network = Networks.parse(new Shape(1, 3), AROUND.formatted(layers));
    FlatVector weights = Networks.weights(network, Precision.FLOAT64, 5);
    var differences =
        GradientCheck.run(network, weights, 2, batch -> GradientCheckTest.fill(batch, network, 6));
    for (GradientCheck.Difference difference : differences) {
      assertTrue(difference.relative() < BOUND, difference::toString);
      boolean still =
          difference.tensor().endsWith("recurrent-weight")
              || (layers.contains("attention") && difference.tensor().matches("0\\..*"));
      assertTrue(still == (difference.numeric() == 0), difference::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'embedding': {'vocabulary': 6, 'units': 3}}, 'flatten',",
        "{'embedding': {'vocabulary': 6, 'units': 3}}, {'gru': {'units': 3}},",
        "{'embedding': {'vocabulary': 6, 'units': 3, 'mask-zero': true}}, {'lstm': {'units': 3}},",
        "{'embedding': {'vocabulary': 6, 'units': 3, 'mask-zero': true}}, 'flatten',",
        "{'embedding': {'vocabulary': 6, 'units': 3, 'mask-zero': true}}, {'bidirectional':"
            + " {'layer': {'gru': {'units': 3, 'returns': 'sequence'}}}}, {'residual': {'layers':"
            + " [{'dropout': {'rate': 0.2}}, {'lstm': {'units': 6, 'returns': 'sequence'}}]}},"
            + " {'attention-pooling': {'units': 3}},",
        "{'embedding': {'vocabulary': 6, 'units': 3, 'mask-zero': true}}, 'step-pooling',"
      })
  void tokens(String layers) {
    double[] tokens = {1, 5, 2, 5, 0, 0, 3, 0, 4, 1, 0, 0, 0, 0, 0, 4, 4, 1, 0, 0};
    check(Networks.parse(new Shape(STEPS), AROUND.formatted(layers)), 4, tokens);
  }
}
