package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.model.WeightsFile;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Layers that hold layers: names, shapes, memory, mistakes, gradients. */
class CompositeTest {
  private static final String DEEP =
      "{'layers': [{'dense': {'units': 4, 'activation': 'tanh'}},"
          + " {'residual': {'layers': [{'dense': {'units': 6, 'activation': 'gelu'}},"
          + " {'dropout': {'rate': 0.3}},"
          + " {'residual': {'layers': [{'dense': {'units': 6, 'activation': 'sigmoid'}}]}}],"
          + " 'projection': [{'dense': {'units': 6, 'use-bias': false}}]}},"
          + " {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}";

  private static Network deep() {
    return Networks.parse(new Shape(3), DEEP);
  }

  @Test
  void nestedParametersAreNamedByTheirWay() {
    assertEquals(
        List.of(
            "0.weight",
            "0.bias",
            "1.0.weight",
            "1.0.bias",
            "1.2.0.weight",
            "1.2.0.bias",
            "1.projection.0.weight",
            "2.weight",
            "2.bias"),
        deep().blocks().stream().map(ParameterBlock::tensorName).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DEEP,
        // First of all layers: nobody wants the gradient of its input.
        "{'layers': [{'residual': {'layers': [{'dense': {'units': 3, 'activation': 'tanh'}},"
            + " {'dense': {'units': 3}}]}}, {'dense': {'units': 2}}], 'loss': 'huber'}",
        "{'layers': [{'residual': {'layers': [{'dense': {'units': 5, 'activation': 'tanh'}}],"
            + " 'projection': [{'dense': {'units': 5}}]}}, {'dense': {'units': 2}}],"
            + " 'loss': 'huber'}",
        // Reshapes first and last inside, nothing to learn before them inside.
        "{'layers': [{'dense': {'units': 6}}, {'residual': {'layers': [{'reshape':"
            + " {'shape': [2, 3]}}, {'activation': {'function': 'tanh'}}, 'flatten']}},"
            + " {'dense': {'units': 2}}], 'loss': 'huber'}",
        // Only reshapes inside: twice the input.
        "{'layers': [{'dense': {'units': 6}}, {'residual': {'layers': [{'reshape':"
            + " {'shape': [6]}}]}}, {'dense': {'units': 2}}], 'loss': 'huber'}",
        "{'layers': [{'reshape': {'shape': [3, 1]}}, {'time-distributed': {'layers':"
            + " [{'dense': {'units': 4, 'activation': 'gelu'}}, {'dropout': {'rate': 0.4}},"
            + " {'residual': {'layers': [{'dense': {'units': 4, 'activation': 'tanh'}}]}}]}},"
            + " {'residual': {'layers': [{'time-distributed': {'layers': [{'dense':"
            + " {'units': 4}}]}}]}}, 'flatten', {'dense': {'units': 2}}], 'loss': 'huber'}",
        // Steps of two dimensions, steps inside steps.
        "{'layers': [{'dense': {'units': 12}}, {'reshape': {'shape': [2, 3, 2]}},"
            + " {'time-distributed': {'layers': [{'time-distributed': {'layers': [{'dense':"
            + " {'units': 2, 'activation': 'elu'}}]}}, 'flatten', {'dense': {'units': 3}}]}},"
            + " 'flatten', {'dense': {'units': 2}}], 'loss': 'huber'}"
      })
  void gradients(String configuration) {
    for (int rows : new int[] {1, 5}) {
      GradientCheckTest.check(Networks.parse(new Shape(3), configuration), rows, 40 + rows);
    }
  }

  @Test
  void everyNestedLayerHasNoiseOfItsOwn() {
    // Two dropouts of the same width at the same place in two blocks, on the same input.
    Network network =
        Networks.parse(
            new Shape(64),
            "{'layers': [{'residual': {'layers': [{'dropout': {'rate': 0.5}}],"
                + " 'projection': [{'dropout': {'rate': 0.5}}]}}], 'loss': 'mean-squared-error'}");
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      MicroBatch batch = workspace.microBatch(1);
      double[] ones = new double[64];
      Arrays.fill(ones, 1);
      batch.input().write(0, 64, ones);
      batch.weight()[0] = 1;
      workspace.train(1, new NoiseKey(1, 1, 0, 0), new LossSums());
      double[] sums = workspace.predictions(1);
      // Kept by both, by one, by none: with one mask for both there would be no 2.
      for (double expected : new double[] {0, 2, 4}) {
        assertTrue(Arrays.stream(sums, 0, 64).anyMatch(s -> s == expected), "no " + expected);
      }
    }
  }

  @Test
  void stepsOfOneRowHaveNoiseOfTheirOwn() {
    Network network =
        Networks.parse(
            new Shape(2, 64),
            "{'layers': [{'time-distributed': {'layers': [{'dropout': {'rate': 0.5}}]}}, 'flatten'],"
                + " 'loss': 'mean-squared-error'}");
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      double[] ones = new double[256];
      Arrays.fill(ones, 1);
      MicroBatch batch = workspace.microBatch(2);
      batch.input().write(0, 256, ones);
      Arrays.fill(batch.weight(), 0, 2, 1);
      workspace.train(2, new NoiseKey(1, 1, 0, 0), new LossSums());
      double[] both = Arrays.copyOf(workspace.predictions(2), 256);
      assertNotEquals(
          Arrays.toString(Arrays.copyOfRange(both, 0, 64)),
          Arrays.toString(Arrays.copyOfRange(both, 64, 128)));
      // The second row alone, as the micro-batch that starts with it.
      workspace.microBatch(1);
      workspace.train(1, new NoiseKey(1, 1, 0, 1), new LossSums());
      assertEquals(
          Arrays.toString(Arrays.copyOfRange(both, 128, 256)),
          Arrays.toString(Arrays.copyOf(workspace.predictions(1), 128)));
    }
  }

  @Test
  void memoryAndMicroBatchesCountWhatIsInside() {
    String outer = "{'layers': [%s, {'dense': {'units': 2}}], 'loss': 'mean-squared-error'}";
    Network plain = Networks.parse(new Shape(8), outer.formatted("{'dense': {'units': 8}}"));
    Network nested =
        Networks.parse(
            new Shape(8),
            outer.formatted(
                "{'residual': {'layers': [{'dense': {'units': 5000}}, {'dense': {'units': 8}}]}}"));
    assertEquals(1024, plain.microBatchRows());
    assertEquals(256, nested.microBatchRows());
    long parameters = 2L * nested.parameterCount();
    // Input, ones, the two outer outputs and the two inner ones with their gradients.
    long row = 8 + 1 + 2 * (8 + 2 + 5000 + 8);
    assertEquals(4 * (parameters + 256 * row), Workspace.bytes(nested, Precision.FLOAT32));
  }

  @Test
  void stepsThatWouldTakeGigabytesMakeSmallerMicroBatches() {
    Network longSequences =
        Networks.parse(
            new Shape(20_000, 8),
            "{'layers': [{'time-distributed': {'layers': [{'dense': {'units': 64}}]}}, 'flatten',"
                + " {'dense': {'units': 1}}], 'loss': 'mean-squared-error'}");
    assertEquals(32, longSequences.microBatchRows());
  }

  private static String mistake(Shape input, String json) {
    return assertThrows(ConfigurationException.class, () -> Networks.parse(input, json))
        .getMessage();
  }

  @Test
  void aNestedLayerThatDoesNotFitIsNamedWithAllAroundIt() {
    assertEquals(
        "network.layers[1].residual.layers[1].residual.projection[0]: layer 1 (residual), layer 1"
            + " (residual), projection layer 0 (dense): expects a flat input but gets [2, 3]; put a"
            + " flatten layer before it (from its input)",
        mistake(
            new Shape(6),
            "{'layers': [{'dense': {'units': 6}}, {'residual': {'layers': [{'reshape':"
                + " {'shape': [2, 3]}}, {'residual': {'layers': ['flatten'],"
                + " 'projection': [{'dense': {'units': 4}}]}}]}}],"
                + " 'loss': 'mean-squared-error'}"));
    assertEquals(
        "network.layers[0].residual.layers[1]: layer 0 (residual), layer 1 (dense): expects a flat"
            + " input but gets [2, 3]; put a flatten layer before it (from layer 0 (reshape))",
        mistake(
            new Shape(6),
            "{'layers': [{'residual': {'layers': [{'reshape': {'shape': [2, 3]}},"
                + " {'dense': {'units': 4}}]}}], 'loss': 'mean-squared-error'}"));
  }

  @Test
  void aSumOfTwoShapesIsAMistake() {
    String layers =
        "{'layers': [{'residual': {'layers': [{'dense': {'units': 4}}]%s}}], 'loss': 'mean-squared-error'}";
    assertEquals(
        "network.layers[0]: layer 0 (residual): its layers turn [6] into [4], which cannot be added"
            + " to the input; give it a projection to that shape, or layers that keep the shape"
            + " (from the input)",
        mistake(new Shape(6), layers.formatted("")));
    assertEquals(
        "network.layers[0]: layer 0 (residual): its layers give [4] and its projection [5]; both"
            + " must have one shape (from the input)",
        mistake(new Shape(6), layers.formatted(", 'projection': [{'dense': {'units': 5}}]")));
    assertEquals(
        "network.layers[0].residual.layers: expected at least one layer, got none",
        mistake(
            new Shape(6),
            "{'layers': [{'residual': {'layers': []}}], 'loss': 'mean-squared-error'}"));
    assertEquals(
        "network.layers[0]: layer 0 (time-distributed): expects [steps, features] but gets [6]; put"
            + " a reshape layer before it, or let the layer before it return its sequence (from the"
            + " input)",
        mistake(
            new Shape(6),
            "{'layers': [{'time-distributed': {'layers': ['flatten']}}],"
                + " 'loss': 'mean-squared-error'}"));
  }

  @Test
  void aNestedLayerThatGoesWrongIsNamed() {
    Network network = deep();
    FlatVector weights = Networks.weights(network, Precision.FLOAT32, 4);
    ParameterBlock inner = network.blocks().get(4);
    weights.set(inner.offset(), Double.NaN);
    try (Workspace workspace = new Workspace(network, Precision.FLOAT32)) {
      workspace.setWeights(weights);
      workspace.microBatch(1).weight()[0] = 1;
      NonFiniteException e =
          assertThrows(
              NonFiniteException.class,
              () -> workspace.train(1, new NoiseKey(1, 1, 0, 0), new LossSums()));
      assertEquals(
          "the output of layer 1 (residual), layer 2 (residual), layer 0 (dense) is NaN",
          e.getMessage());
    }
  }

  @Test
  void savedAndLoadedUnderNestedNames() throws IOException {
    Network network = deep();
    FlatVector weights = network.initialWeights(Precision.FLOAT32, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WeightsFile.write(out, network, weights);
    byte[] bytes = out.toByteArray();
    Network again =
        new Network(
            network.input(),
            Binder.bind(
                ConfigurationTree.of(network.configuration()),
                NetworkConfiguration.class,
                "network"));
    assertEquals(network.configuration(), again.configuration());
    FlatVector read =
        WeightsFile.read(
            new ByteArrayInputStream(bytes), bytes.length, again, Precision.FLOAT32, "file");
    assertEquals(Arrays.toString(weights.toDoubles()), Arrays.toString(read.toDoubles()));
  }
}
