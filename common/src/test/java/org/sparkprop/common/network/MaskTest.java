package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Padded steps change nothing: neither outputs nor gradients, wherever they stand. */
class MaskTest {
  private static final int STEPS = 7;
  private static final int FEATURES = 3;
  private static final String AROUND =
      "{'layers': ['masking', %s {'dense': {'units': 2}}], 'loss': 'huber'}";

  private record Result(double loss, double[] predictions, double[] gradient) {}

  private static Result train(Network network, Precision precision, int rows, double[] input) {
    try (Workspace workspace = new Workspace(network, precision)) {
      workspace.setWeights(Networks.weights(network, precision, 4));
      workspace.clearGradient();
      MicroBatch batch = workspace.microBatch(rows);
      batch.input().write(0, input.length, input);
      Arrays.fill(batch.target(), 0, rows * 2, 0.3);
      Arrays.fill(batch.weight(), 0, rows, 1);
      LossSums sums = new LossSums();
      workspace.train(rows, new NoiseKey(1, 1, 0, 0), sums);
      FlatVector gradient = FlatVector.zeros(precision, network.parameterCount());
      workspace.copyGradientTo(gradient);
      double[] predictions = Arrays.copyOf(workspace.predictions(rows), rows * 2);
      return new Result(sums.loss(), predictions, gradient.toDoubles());
    }
  }

  private static final String STEPWISE =
      "{'time-distributed': {'layers': [{'dense': {'units': 4, 'activation': 'tanh'}}]}},";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lstm': {'units': 4}},",
        "{'gru': {'units': 4}},",
        STEPWISE + "{'lstm': {'units': 4, 'returns': 'sequence'}}, {'gru': {'units': 3}},",
        STEPWISE
            + "{'residual': {'layers': [{'lstm': {'units': 4, 'returns': 'sequence'}},"
            + STEPWISE
            + "{'activation': {'function': 'sigmoid'}}]}}, {'lstm': {'units': 4}},",
        "{'bidirectional': {'layer': {'lstm': {'units': 4}}}},",
        "{'bidirectional': {'layer': {'gru': {'units': 4, 'returns': 'sequence'}}}},"
            + " {'attention-pooling': {'units': 3}},",
        STEPWISE + "{'attention-pooling': {'units': 3}},",
        STEPWISE + "'step-pooling',",
        STEPWISE + "{'step-pooling': {'function': 'max'}},"
      })
  void aPaddedBatchEqualsItsRowsWithoutPaddingOneByOne(String layers) {
    // How many steps count, from none to all, and before, between or after them the padding.
    String[] patterns = {"xxxxxxx", "xxx....", "....xxx", "x.xx..x", ".x.....", "......."};
    String configuration = AROUND.formatted(layers);
    double[] numbers = Networks.uniform(patterns.length * STEPS * FEATURES, 1.5, 3);
    double[] padded = new double[numbers.length];
    List<double[]> bare = new ArrayList<>();
    for (int row = 0; row < patterns.length; row++) {
      List<Double> kept = new ArrayList<>();
      for (int i = 0; i < STEPS * FEATURES; i++) {
        if (patterns[row].charAt(i / FEATURES) == 'x') {
          padded[row * STEPS * FEATURES + i] = numbers[row * STEPS * FEATURES + i];
          kept.add(numbers[row * STEPS * FEATURES + i]);
        }
      }
      bare.add(kept.stream().mapToDouble(Double::doubleValue).toArray());
    }
    Network network = Networks.parse(new Shape(STEPS, FEATURES), configuration);
    Result together = train(network, Precision.FLOAT64, patterns.length, padded);
    Result single = train(network, Precision.FLOAT32, patterns.length, padded);
    double loss = 0;
    double[] gradient = new double[network.parameterCount()];
    for (int row = 0; row < patterns.length; row++) {
      // The row of nothing but padding is one step of it.
      double[] input = bare.get(row).length == 0 ? new double[FEATURES] : bare.get(row);
      Network shorter = Networks.parse(new Shape(input.length / FEATURES, FEATURES), configuration);
      Result alone = train(shorter, Precision.FLOAT64, 1, input);
      assertArrayEquals(
          alone.predictions(),
          Arrays.copyOfRange(together.predictions(), 2 * row, 2 * row + 2),
          1e-12);
      loss += alone.loss();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += alone.gradient()[i];
      }
    }
    assertEquals(loss, together.loss(), 1e-12);
    assertArrayEquals(gradient, together.gradient(), 1e-12);
    // The other precision has other loops.
    assertArrayEquals(together.predictions(), single.predictions(), 1e-5);
    assertArrayEquals(together.gradient(), single.gradient(), 1e-4);
  }

  /** What flatten sees of a sequence: zeros where steps do not count. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'lstm': {'units': 2, 'returns': 'sequence'}}",
        "{'gru': {'units': 2, 'returns': 'sequence'}}",
        "{'bidirectional': {'layer': {'gru': {'units': 1, 'returns': 'sequence'}}}}",
        "{'time-distributed': {'layers': [{'dense': {'units': 2}}]}}"
      })
  void stepsThatDoNotCountAreZeros(String layer) {
    Network network =
        Networks.parse(
            new Shape(4, 1),
            "{'layers': ['masking', %s, 'flatten'], 'loss': 'mean-squared-error'}"
                .formatted(layer));
    try (Workspace workspace = new Workspace(network, Precision.FLOAT32)) {
      workspace.setWeights(Networks.weights(network, Precision.FLOAT32, 1));
      workspace.microBatch(1).input().write(0, 4, new double[] {0, 1, 0, -1});
      workspace.predict(1);
      double[] output = workspace.predictions(1);
      for (int i = 0; i < 8; i++) {
        assertEquals(i / 2 % 2 == 0, output[i] == 0, Arrays.toString(output));
      }
    }
  }

  @Test
  void theTokenZeroIsPaddingWhereItIsSaidToBe() {
    String network =
        "{'layers': [{'embedding': {'vocabulary': 3, 'units': 2, 'mask-zero': %s}}, 'step-pooling'],"
            + " 'loss': 'mean-squared-error'}";
    Network masked = Networks.parse(new Shape(3), network.formatted("true"));
    Network plain = Networks.parse(new Shape(3), network.formatted("false"));
    double[] tokens = {1, 0, 2};
    assertArrayEquals(
        train(masked, Precision.FLOAT64, 1, new double[] {1, 2, 0}).predictions(),
        train(masked, Precision.FLOAT64, 1, tokens).predictions());
    double[] mean = train(plain, Precision.FLOAT64, 1, tokens).predictions();
    double[] weights = Networks.weights(plain, Precision.FLOAT64, 4).toDoubles();
    assertEquals((weights[0] + weights[2] + weights[4]) / 3, mean[0], 1e-15);
    Result result = train(masked, Precision.FLOAT64, 1, tokens);
    assertEquals((weights[2] + weights[4]) / 2, result.predictions()[0], 1e-15);
    assertEquals(0, result.gradient()[0]);
    assertTrue(result.gradient()[2] != 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {3, -1, 0.5, Double.NaN})
  void whatIsNoTokenIsSaid(double token) {
    Network network =
        Networks.parse(
            new Shape(2),
            "{'layers': [{'residual': {'layers': [{'embedding': {'vocabulary': 3, 'units': 2}},"
                + " 'step-pooling']}}], 'loss': 'mean-squared-error'}");
    UnusableInputException e =
        assertThrows(
            UnusableInputException.class,
            () -> train(network, Precision.FLOAT64, 1, new double[] {2, token}));
    assertEquals(
        "layer 0 (residual), layer 0 (embedding): expected a token id, a whole number from 0 to 2,"
            + " got "
            + token,
        e.getMessage());
  }

  private static String mistake(Shape input, String layers) {
    return assertThrows(
            ConfigurationException.class,
            () ->
                Networks.parse(
                    input, "{'layers': [%s], 'loss': 'mean-squared-error'}".formatted(layers)))
        .getMessage();
  }

  @Test
  void whatIsNoSequenceIsSaid() {
    String steps =
        "expects [steps, features] but gets [6]; put a reshape layer before it, or let the layer"
            + " before it return its sequence";
    assertEquals(
        "network.layers[1]: layer 1 (gru): " + steps + " (from layer 0 (lstm))",
        mistake(new Shape(3, 2), "{'lstm': {'units': 6}}, {'gru': {'units': 2}}"));
    assertEquals(
        "network.layers[0]: layer 0 (masking): " + steps + " (from the input)",
        mistake(new Shape(6), "'masking'"));
    assertEquals(
        "network.layers[0]: layer 0 (bidirectional): " + steps + " (from the input)",
        mistake(new Shape(6), "{'bidirectional': {'layer': {'lstm': {'units': 2}}}}"));
    assertEquals(
        "network.layers[0]: layer 0 (attention-pooling): expects [steps, features] but gets"
            + " [3, 2, 2]; put a reshape layer before it (from the input)",
        mistake(new Shape(3, 2, 2), "{'attention-pooling': {'units': 2}}"));
    assertEquals(
        "network.layers[0]: layer 0 (embedding): expects token ids, [steps], but gets [3, 2]; put a"
            + " flatten layer before it (from the input)",
        mistake(new Shape(3, 2), "{'embedding': {'vocabulary': 2, 'units': 2}}"));
    assertEquals(
        "network.layers[0].bidirectional.layer: layer 0 (bidirectional), forward (dense): expects a"
            + " flat input but gets [3, 2]; put a flatten layer before it (from its input)",
        mistake(new Shape(3, 2), "{'bidirectional': {'layer': {'dense': {'units': 2}}}}"));
    assertEquals(
        "network.layers[0]: layer 0 (bidirectional): expects a layer that gives [3, units] or"
            + " [units], but it gives [2, 3] (from the input)",
        mistake(new Shape(3, 2), "{'bidirectional': {'layer': {'reshape': {'shape': [2, 3]}}}}"));
    assertEquals(
        "network.layers[0].lstm.returns: unknown value `lats`; did you mean `last`?",
        mistake(new Shape(3, 2), "{'lstm': {'units': 2, 'returns': 'lats'}}"));
  }
}
