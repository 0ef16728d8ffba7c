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
    assertEquals(1024, Networks.parse(new Shape(784), wide.formatted(2_000)).microBatchRows());
    assertEquals(512, Networks.parse(new Shape(784), wide.formatted(50_000)).microBatchRows());
    assertEquals(256, Networks.parse(new Shape(11), wide.formatted(100_000)).microBatchRows());
    String images =
        "{'layers': [{'reshape': {'shape': [1, 28, 28]}}, {'convolution-2d': {'filters': 32,"
            + " 'kernel': 3}}, 'flatten', {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}";
    assertEquals(32, Networks.parse(new Shape(784), images).microBatchRows());
    String small =
        "{'layers': [{'reshape': {'shape': [1, 8, 8]}}, {'convolution-2d': {'filters': 16,"
            + " 'kernel': 3}}, 'flatten', {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}";
    assertEquals(256, Networks.parse(new Shape(64), small).microBatchRows());
  }

  @Test
  void slicesAreCutEvenlyWhereStatisticsAreTaken() {
    String layers = "{'layers': [{'dense': {'units': 100000}}%s], 'loss': 'mean-squared-error'}";
    Network plain = Networks.parse(new Shape(4), layers.formatted(""));
    assertEquals(256, plain.microBatchRows(260));
    Network normalized = Networks.parse(new Shape(4), layers.formatted(", 'batch-normalization'"));
    assertEquals(256, normalized.microBatchRows(1));
    assertEquals(256, normalized.microBatchRows(256));
    assertEquals(129, normalized.microBatchRows(257));
    assertEquals(256, normalized.microBatchRows(512));
    assertEquals(171, normalized.microBatchRows(513));
  }

  @Test
  void imagesAndSequencesAreAskedFor() {
    String network = "{'layers': [%s], 'loss': 'mean-squared-error'}";
    for (String layer :
        new String[] {
          "convolution-2d': {'filters': 2, 'kernel': 3}", "max-pool-2d': {}", "average-pool-2d': {}"
        }) {
      String name = layer.substring(0, layer.indexOf('\''));
      assertEquals(
          "network.layers[0]: layer 0 (%s): expects an image [channels, height, width] but gets"
                  .formatted(name)
              + " [64]; put a reshape layer before it (from the input)",
          mistake(new Shape(64), network.formatted("{'" + layer + "}")));
    }
    for (String layer :
        new String[] {
          "convolution-1d': {'filters': 2, 'kernel': 3}", "max-pool-1d': {}", "average-pool-1d': {}"
        }) {
      String name = layer.substring(0, layer.indexOf('\''));
      assertEquals(
          "network.layers[0]: layer 0 (%s): expects a sequence [channels, steps] but gets [1, 8, 8];"
                  .formatted(name)
              + " put a reshape layer before it (from the input)",
          mistake(new Shape(1, 8, 8), network.formatted("{'" + layer + "}")));
    }
    assertEquals(
        "network.layers[0]: layer 0 (global-max-pool): expects an image [channels, height, width]"
            + " or a sequence [channels, steps] but gets [5]; put a reshape layer before it (from"
            + " the input)",
        mistake(new Shape(5), network.formatted("'global-max-pool'")));
    assertEquals(
        "network.layers[0]: layer 0 (layer-normalization): expects [units] or [steps, units] but"
            + " gets [1, 8, 8]; take batch-normalization for images (from the input)",
        mistake(new Shape(1, 8, 8), network.formatted("'layer-normalization'")));
  }

  @Test
  void windowsAndGroupsMustFit() {
    String network = "{'layers': [%s], 'loss': 'mean-squared-error'}";
    assertEquals(
        "network.layers[0]: layer 0 (convolution-2d): expects a width of at least 5, as far as the"
            + " kernel reaches, but gets 4; take a smaller kernel or padding: same (from the input)",
        mistake(
            new Shape(1, 8, 4),
            network.formatted(
                "{'convolution-2d': {'filters': 2, 'kernel': 3, 'dilation': [1, 2]}}")));
    assertEquals(
        "network.layers[0]: layer 0 (max-pool-1d): expects a width of at least 9, as far as the"
            + " window reaches, but gets 8; take a smaller window or padding: same (from the input)",
        mistake(new Shape(1, 8), network.formatted("{'max-pool-1d': {'size': 9}}")));
    assertEquals(
        "network.layers[0]: layer 0 (average-pool-2d): expects less padding than a window's height,"
            + " 2, but has 2; take padding: same (from the input)",
        mistake(
            new Shape(1, 8, 8),
            network.formatted(
                "{'average-pool-2d': {'size': 2, 'padding': {'explicit': {'height': 2}}}}")));
    assertEquals(
        "network.layers[0]: layer 0 (convolution-2d): expects channels and filters that 3 groups"
            + " divide but gets 3 channels and has 4 filters (from the input)",
        mistake(
            new Shape(3, 8, 8),
            network.formatted("{'convolution-2d': {'filters': 4, 'kernel': 3, 'groups': 3}}")));
    String pair =
        assertThrows(
                ConfigurationException.class,
                () ->
                    Networks.parse(
                        new Shape(3, 8, 8),
                        network.formatted(
                            "{'convolution-2d': {'filters': 4, 'kernel': [3, 3, 3], 'stride': 0}}")))
            .getMessage();
    assertTrue(pair.contains("kernel"), pair);
    assertTrue(
        pair.contains("expected one number or two, for height and width, got 3 numbers"), pair);
  }
}
