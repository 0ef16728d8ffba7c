package org.sparkprop.common.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.fixture.Golden;
import org.sparkprop.common.fixture.InnerProduct;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.GlorotUniform;
import org.sparkprop.common.initializer.Orthogonal;
import org.sparkprop.common.initializer.Uniform;
import org.sparkprop.common.layer.Bidirectional;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Embedding;
import org.sparkprop.common.layer.Flatten;
import org.sparkprop.common.layer.Gru;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Lstm;
import org.sparkprop.common.layer.Reshape;
import org.sparkprop.common.layer.ReturnedSteps;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Layers on sequences against PyTorch's numbers, see resources/golden. PyTorch's weights are [gates
 * · units, inputs], here transposed; an LSTM's two biases are one here, their sum, and each of the
 * two has the gradient of the sum; a GRU has both. The orders of gates are the same.
 */
class SequenceGoldenTest {
  private static double tolerance(Precision precision) {
    return precision == Precision.FLOAT64 ? 1e-9 : 3e-6;
  }

  private static Lstm lstm(int units) {
    return new Lstm(units, ReturnedSteps.SEQUENCE, 1, new GlorotUniform(), new Orthogonal(1));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void lstm(Precision precision) {
    JsonNode golden = Golden.read("lstm");
    Map<String, double[]> parameters = new LinkedHashMap<>();
    Map<String, double[]> gradients = new LinkedHashMap<>();
    addLstm(golden, "", "", parameters, gradients);
    recurrent(golden, lstm(4), parameters, gradients, precision);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bidirectionalLstm(Precision precision) {
    JsonNode golden = Golden.read("lstm-bidirectional");
    Map<String, double[]> parameters = new LinkedHashMap<>();
    Map<String, double[]> gradients = new LinkedHashMap<>();
    addLstm(golden, "", "forward.", parameters, gradients);
    addLstm(golden, "_reverse", "backward.", parameters, gradients);
    recurrent(golden, new Bidirectional(lstm(4)), parameters, gradients, precision);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void gru(Precision precision) {
    JsonNode golden = Golden.read("gru");
    Map<String, double[]> parameters = new LinkedHashMap<>();
    Map<String, double[]> gradients = new LinkedHashMap<>();
    for (var set :
        Map.of(golden.get("parameters"), parameters, golden.get("parameter_gradients"), gradients)
            .entrySet()) {
      set.getValue().put("weight", transposed(set.getKey().get("weight_ih_l0")));
      set.getValue().put("recurrent-weight", transposed(set.getKey().get("weight_hh_l0")));
      set.getValue().put("bias", Golden.values(set.getKey().get("bias_ih_l0")));
      set.getValue().put("recurrent-bias", Golden.values(set.getKey().get("bias_hh_l0")));
    }
    Gru layer = new Gru(3, ReturnedSteps.SEQUENCE, new GlorotUniform(), new Orthogonal(1));
    recurrent(golden, layer, parameters, gradients, precision);
  }

  private static void addLstm(
      JsonNode golden,
      String suffix,
      String prefix,
      Map<String, double[]> parameters,
      Map<String, double[]> gradients) {
    JsonNode values = golden.get("parameters");
    JsonNode slopes = golden.get("parameter_gradients");
    parameters.put(prefix + "weight", transposed(values.get("weight_ih_l0" + suffix)));
    parameters.put(prefix + "recurrent-weight", transposed(values.get("weight_hh_l0" + suffix)));
    double[] bias = Golden.values(values.get("bias_ih_l0" + suffix));
    double[] second = Golden.values(values.get("bias_hh_l0" + suffix));
    Arrays.setAll(bias, i -> bias[i] + second[i]);
    parameters.put(prefix + "bias", bias);
    gradients.put(prefix + "weight", transposed(slopes.get("weight_ih_l0" + suffix)));
    gradients.put(prefix + "recurrent-weight", transposed(slopes.get("weight_hh_l0" + suffix)));
    gradients.put(prefix + "bias", Golden.values(slopes.get("bias_hh_l0" + suffix)));
  }

  private static double[] transposed(JsonNode matrix) {
    int rows = Golden.dimension(matrix, 0);
    int columns = Golden.dimension(matrix, 1);
    double[] values = Golden.values(matrix);
    double[] transposed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      transposed[i % columns * rows + i / columns] = values[i];
    }
    return transposed;
  }

  /** As in GoldenTest the input is the weight of a layer before, so that it has a gradient. */
  private static void recurrent(
      JsonNode golden,
      Layer layer,
      Map<String, double[]> parameters,
      Map<String, double[]> gradients,
      Precision precision) {
    JsonNode input = golden.get("input");
    int rows = Golden.dimension(input, 0);
    int steps = Golden.dimension(input, 1);
    int features = Golden.dimension(input, 2);
    Dense inputLayer =
        new Dense(steps * features, new Identity(), false, new Constant(0), new Constant(0));
    Network network =
        Networks.of(
            new Shape(rows),
            new InnerProduct(),
            inputLayer,
            new Reshape(List.of(steps, features)),
            layer,
            new Flatten());
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("0.weight", Golden.values(input));
    parameters.forEach((name, values) -> all.put("2." + name, values));
    double[] identity = new double[rows * rows];
    for (int row = 0; row < rows; row++) {
      identity[row * rows + row] = 1;
    }
    Map<String, double[]> expected = new LinkedHashMap<>();
    expected.put("0.weight", Golden.values(golden.get("input_gradient")));
    gradients.forEach((name, values) -> expected.put("2." + name, values));
    check(network, golden, rows, identity, all, expected, precision);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void embedding(Precision precision) {
    JsonNode golden = Golden.read("embedding");
    int rows = Golden.dimension(golden.get("input"), 0);
    int steps = Golden.dimension(golden.get("input"), 1);
    Network network =
        Networks.of(
            new Shape(steps),
            new InnerProduct(),
            new Embedding(9, 4, false, new Uniform(0.05)),
            new Flatten());
    check(
        network,
        golden,
        rows,
        Golden.values(golden.get("input")),
        Map.of("0.weight", Golden.values(golden.get("parameters").get("weight"))),
        Map.of("0.weight", Golden.values(golden.get("parameter_gradients").get("weight"))),
        precision);
  }

  private static void check(
      Network network,
      JsonNode golden,
      int rows,
      double[] input,
      Map<String, double[]> parameters,
      Map<String, double[]> gradients,
      Precision precision) {
    FlatVector weights = FlatVector.zeros(precision, network.parameterCount());
    for (ParameterBlock block : network.blocks()) {
      double[] values = parameters.get(block.tensorName());
      weights.write(block.offset(), block.length(), values);
    }
    try (Workspace workspace = new Workspace(network, precision)) {
      workspace.setWeights(weights);
      MicroBatch batch = workspace.microBatch(rows);
      batch.input().write(0, input.length, input);
      Arrays.fill(batch.weight(), 0, rows, 1);
      double[] outputGradient = Golden.values(golden.get("output_gradient"));
      System.arraycopy(outputGradient, 0, batch.target(), 0, outputGradient.length);
      workspace.clearGradient();
      workspace.train(rows, new NoiseKey(1, 1, 0, 0), new LossSums());
      double[] output = Arrays.copyOf(workspace.predictions(rows), outputGradient.length);
      Golden.assertNear(
          Golden.values(golden.get("output")), output, tolerance(precision), "output");
      FlatVector gradient = FlatVector.zeros(precision, network.parameterCount());
      workspace.copyGradientTo(gradient);
      for (ParameterBlock block : network.blocks()) {
        double[] actual = new double[block.length()];
        gradient.read(block.offset(), actual.length, actual);
        Golden.assertNear(
            gradients.get(block.tensorName()), actual, tolerance(precision), block.tensorName());
      }
    }
  }
}
