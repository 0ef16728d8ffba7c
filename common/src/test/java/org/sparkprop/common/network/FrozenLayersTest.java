package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class FrozenLayersTest {
  private static final int ROWS = 6;
  private static final String LAYERS =
      "{'reshape': {'shape': [1, 4, 4]}}, {'convolution-2d': {'filters': 2, 'kernel': 3,"
          + " 'activation': 'tanh'}}, 'flatten', {'dense': {'units': 5, 'activation': 'tanh'}},"
          + " {'residual': {'layers': [{'dense': {'units': 5}}, 'layer-normalization']}},"
          + " {'dense': {'units': 3}}";

  private static Network network() {
    return Networks.parse(
        new Shape(16), "{'layers': [%s], 'loss': 'softmax-cross-entropy'}".formatted(LAYERS));
  }

  private static void fill(MicroBatch batch) {
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < ROWS; row++) {
      double[] numbers = random.doubles(16, -1, 1).toArray();
      batch.input().write(row * 16, 16, numbers);
      batch.target()[row] = random.nextInt(3);
      batch.weight()[row] = 1 + row;
    }
  }

  private static FlatVector gradient(Network network, SplitWeights weights) {
    FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, network.parameterCount());
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setFrozenWeights(weights.frozen());
      workspace.setWeights(weights.trained());
      workspace.clearGradient();
      fill(workspace.microBatch(ROWS));
      workspace.train(ROWS, new NoiseKey(1, 1, 0, 0), new LossSums());
      workspace.copyGradientTo(gradient);
    }
    return gradient;
  }

  /** Whatever is frozen, what learns has the bits of the gradient that it has in the whole. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "1,3", "3", "5", "4", "4.0", "4.1", "convolution-2d", "dense"})
  void whatLearnsHasTheGradientThatItHasInTheWholeNetwork(String selectors) {
    Network whole = network();
    FlatVector all = whole.initialWeights(Precision.FLOAT64, 4);
    FlatVector expected = gradient(whole, SplitWeights.of(whole, all));
    if (selectors.equals("dense")) {
      selectors = "3,5";
    }
    Network part = whole.freeze(List.of(selectors.split(",")));
    SplitWeights split = SplitWeights.of(part, all);
    assertTrue(part.frozenCount() > 0);
    assertEquals(whole.parameterCount(), part.parameterCount() + part.frozenCount());
    assertEquals(all, split.joined(part), "apart and together again");
    assertEquals(SplitWeights.of(part, expected).trained(), gradient(part, split));
    for (GradientCheck.Difference difference :
        GradientCheck.run(part, split, ROWS, Integer.MAX_VALUE, FrozenLayersTest::fill)) {
      assertTrue(difference.relative() < 1e-6, difference::toString);
    }
  }

  @Test
  void mistakes() {
    Network network = network();
    assertTrue(
        assertThrows(ConfigurationException.class, () -> network.freeze(List.of("9")))
            .getMessage()
            .contains("no layer is called `9`"));
    assertTrue(
        assertThrows(ConfigurationException.class, () -> network.freeze(List.of("dens")))
            .getMessage()
            .contains("dense"));
    assertTrue(
        assertThrows(
                ConfigurationException.class, () -> network.freeze(List.of("1", "3", "4", "5")))
            .getMessage()
            .contains("left to learn"));
    assertEquals(network.parameterCount(), network.freeze(List.of()).parameterCount());
  }
}
