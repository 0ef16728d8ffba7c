package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.vector.Precision;

class NetworkTest {
  private static String mistake(Shape input, String json) {
    return assertThrows(ConfigurationException.class, () -> Networks.parse(input, json))
        .getMessage();
  }

  @Test
  void parametersLieLayerAfterLayerWithoutGaps() {
    Network network =
        Networks.parse(
            new Shape(3, 2),
            "{'layers': ['flatten', {'dense': {'units': 4}}, {'dropout': {}},"
                + " {'dense': {'units': 2, 'use-bias': false}}], 'loss': 'mean-squared-error'}");
    assertEquals(6 * 4 + 4 + 4 * 2, network.parameterCount());
    assertEquals("1.weight", network.blocks().get(0).tensorName());
    assertEquals("1.bias", network.blocks().get(1).tensorName());
    assertEquals(24, network.blocks().get(1).offset());
    assertEquals("3.weight", network.blocks().get(2).tensorName());
    assertEquals(28, network.blocks().get(2).offset());
    assertEquals(new Shape(2), network.output());
  }

  @Test
  void initialWeightsFollowTheSeedAndTheInitialisers() {
    Network network =
        Networks.parse(
            new Shape(200),
            "{'layers': [{'dense': {'units': 100}}, {'dense': {'units': 100,"
                + " 'weight-initializer': 'he-normal', 'bias-initializer': {'constant':"
                + " {'value': 0.5}}}}], 'loss': 'mean-squared-error'}");
    double[] weights = network.initialWeights(Precision.FLOAT64, 1).toDoubles();
    assertArrayEquals(weights, network.initialWeights(Precision.FLOAT64, 1).toDoubles());
    assertFalse(Arrays.equals(weights, network.initialWeights(Precision.FLOAT64, 2).toDoubles()));
    double glorot = Math.sqrt(6.0 / 300);
    double largest = Arrays.stream(weights, 0, 20_000).map(Math::abs).max().orElseThrow();
    assertTrue(largest <= glorot && largest > 0.999 * glorot, "" + largest);
    assertTrue(Arrays.stream(weights, 20_000, 20_100).allMatch(b -> b == 0));
    double variance = Arrays.stream(weights, 20_100, 30_100).map(w -> w * w).average().orElse(0);
    assertEquals(2.0 / 100, variance, 0.0015);
    assertTrue(Arrays.stream(weights, 30_100, 30_200).allMatch(b -> b == 0.5));
    float[] rounded = new float[weights.length];
    double[] single = network.initialWeights(Precision.FLOAT32, 1).toDoubles();
    for (int i = 0; i < rounded.length; i++) {
      assertEquals((float) weights[i], single[i]);
    }
  }

  @Test
  void aLayerThatDoesNotFitIsNamedWithItsNeighbour() {
    assertEquals(
        "network.layers[1]: layer 1 (dense): expects a flat input but gets [2, 3]; put a flatten"
            + " layer before it (from layer 0 (reshape))",
        mistake(
            new Shape(6),
            "{'layers': [{'reshape': {'shape': [2, 3]}}, {'dense': {'units': 4}}],"
                + " 'loss': 'mean-squared-error'}"));
    assertEquals(
        "network.layers[0]: layer 0 (reshape): cannot turn [6], 6 numbers, into [5], 5 numbers"
            + " (from the input)",
        mistake(
            new Shape(6),
            "{'layers': [{'reshape': {'shape': [5]}}], 'loss': 'mean-squared-error'}"));
  }

  @Test
  void aLossThatDoesNotFitIsNamed() {
    assertEquals(
        "network.loss: softmax-cross-entropy: expects as many class-weights as the last layer has"
            + " outputs, 3, but gets 2",
        mistake(
            new Shape(6),
            "{'layers': [{'dense': {'units': 3}}],"
                + " 'loss': {'softmax-cross-entropy': {'class-weights': [1, 2]}}}"));
  }

  @Test
  void tooManyParametersAreAnError() {
    assertEquals(
        "network.layers[1]: layer 1 (dense): the network would have more than 2,147,483,647"
            + " parameters",
        mistake(
            new Shape(50_000),
            "{'layers': [{'dense': {'units': 40000}}, {'dense': {'units': 40000}}],"
                + " 'loss': 'mean-squared-error'}"));
  }

  @Test
  void microBatchesDependOnTheNetworkAlone() {
    String wide = "{'layers': [{'dense': {'units': %d}}], 'loss': 'mean-squared-error'}";
    assertEquals(1024, Networks.parse(new Shape(4), wide.formatted(2)).microBatchRows());
    assertEquals(256, Networks.parse(new Shape(784), wide.formatted(512)).microBatchRows());
    assertEquals(256, Networks.parse(new Shape(4), wide.formatted(100_000)).microBatchRows());
  }
}
