package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.fixture.Golden;
import org.sparkprop.common.fixture.InnerProduct;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Layers and losses against PyTorch's numbers, see resources/golden. */
class GoldenTest {
  private static final double FLOAT64 = 1e-9;

  /** Float32 keeps 6·10⁻⁸ of a number, and these are sums of a handful. */
  private static final double FLOAT32 = 2e-6;

  @ParameterizedTest
  @ValueSource(
      strings = {"identity", "relu", "leaky-relu", "elu", "gelu", "sigmoid", "tanh", "softplus"})
  void dense(String activation) {
    JsonNode golden = Golden.read("dense-" + activation);
    Dense layer = Binder.bind(golden.get("settings"), Dense.class, "dense");
    dense(layer, golden, Precision.FLOAT64, FLOAT64);
    dense(layer, golden, Precision.FLOAT32, FLOAT32);
  }

  /**
   * A first layer without bias, fed the rows of the identity matrix, has the golden input as its
   * weights and as its output, and so the gradient of the golden input as its weights' gradient.
   */
  private static void dense(Dense layer, JsonNode golden, Precision precision, double tolerance) {
    int rows = Golden.dimension(golden.get("input"), 0);
    int inputs = Golden.dimension(golden.get("input"), 1);
    Dense inputLayer = new Dense(inputs, new Identity(), false, new Constant(0), new Constant(0));
    Network network = Networks.of(new Shape(rows), new InnerProduct(), inputLayer, layer);
    double[] input = Golden.values(golden.get("input"));
    double[] weight = Golden.values(golden.get("parameters").get("weight"));
    double[] bias = Golden.values(golden.get("parameters").get("bias"));
    double[] outputGradient = Golden.values(golden.get("output_gradient"));
    FlatVector weights = FlatVector.zeros(precision, network.parameterCount());
    write(weights, 0, input);
    write(weights, input.length, weight);
    write(weights, input.length + weight.length, bias);
    try (Workspace workspace = new Workspace(network, precision)) {
      workspace.setWeights(weights);
      MicroBatch batch = workspace.microBatch(rows);
      for (int row = 0; row < rows; row++) {
        batch.input().write(row * rows + row, 1, new double[] {1});
        batch.weight()[row] = 1;
      }
      System.arraycopy(outputGradient, 0, batch.target(), 0, outputGradient.length);
      workspace.clearGradient();
      workspace.train(rows, new NoiseKey(1, 1, 0, 0), new LossSums());
      FlatVector gradient = FlatVector.zeros(precision, network.parameterCount());
      workspace.copyGradientTo(gradient);
      workspace.predict(rows);
      double[] output = Arrays.copyOf(workspace.predictions(rows), outputGradient.length);
      String what = precision + " ";
      Golden.assertNear(Golden.values(golden.get("output")), output, tolerance, what + "output");
      Golden.assertNear(
          Golden.values(golden.get("input_gradient")),
          read(gradient, 0, input.length),
          tolerance,
          what + "input gradient");
      Golden.assertNear(
          Golden.values(golden.get("parameter_gradients").get("weight")),
          read(gradient, input.length, weight.length),
          tolerance,
          what + "weight gradient");
      Golden.assertNear(
          Golden.values(golden.get("parameter_gradients").get("bias")),
          read(gradient, input.length + weight.length, bias.length),
          tolerance,
          what + "bias gradient");
    }
  }

  /** As a configuration names them, with explicit symmetric padding as PyTorch's. */
  private static String padding(JsonNode settings) {
    return "{'explicit': {'height': %1$s, 'width': %1$s}}".formatted(settings.get("padding"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void convolution2d(int number) {
    JsonNode golden = Golden.read("convolution-2d-" + number);
    JsonNode settings = golden.get("settings");
    JsonNode weight = golden.get("parameters").get("weight");
    layer(
        "{'convolution-2d': {'filters': %d, 'kernel': [%d, %d], 'stride': %s, 'padding': %s, 'dilation': %s, 'groups': %s}}"
            .formatted(
                Golden.dimension(weight, 0),
                Golden.dimension(weight, 2),
                Golden.dimension(weight, 3),
                settings.get("stride"),
                padding(settings),
                settings.get("dilation"),
                settings.get("groups")),
        golden);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void convolution1d(int number) {
    JsonNode golden = Golden.read("convolution-1d-" + number);
    JsonNode settings = golden.get("settings");
    JsonNode weight = golden.get("parameters").get("weight");
    layer(
        "{'convolution-1d': {'filters': %d, 'kernel': %d, 'stride': %s, 'padding': {'explicit': {'width': %s}}, 'dilation': %s}}"
            .formatted(
                Golden.dimension(weight, 0),
                Golden.dimension(weight, 2),
                settings.get("stride"),
                settings.get("padding"),
                settings.get("dilation")),
        golden);
  }

  @Test
  void pooling() {
    layer("{'max-pool-2d': {'size': 2}}", Golden.read("max-pool-2d"));
    layer(
        "{'max-pool-2d': {'size': 3, 'stride': 2, 'padding': {'explicit': {'height': 1, 'width': 1}}}}",
        Golden.read("max-pool-2d-overlapping"));
    layer("{'average-pool-2d': {'size': [2, 2]}}", Golden.read("average-pool-2d"));
    layer("'global-average-pool'", Golden.read("global-average-pool-2d"));
    layer("{'max-pool-1d': {'size': 2}}", Golden.read("max-pool-1d"));
  }

  @Test
  void normalization() {
    layer("{'batch-normalization': {'epsilon': 1e-5}}", Golden.read("batch-normalization-flat"));
    layer("{'batch-normalization': {'epsilon': 1e-5}}", Golden.read("batch-normalization-2d"));
    layer("{'layer-normalization': {'epsilon': 1e-5}}", Golden.read("layer-normalization"));
  }

  /** From a mean of 0 and a variance of 1, with momentum 0.1, after one batch. */
  @ParameterizedTest
  @ValueSource(strings = {"batch-normalization-flat", "batch-normalization-2d"})
  void runningStatistics(String name) {
    JsonNode golden = Golden.read(name);
    try (LayerPass pass = new LayerPass("'batch-normalization'", golden, Precision.FLOAT64)) {
      pass.train();
      GradientSum sum = new GradientSum(pass.gradient(), 0, 2.5 * pass.rows(), pass.rows());
      FlatVector weights = pass.weights().copy();
      RunningAverages.take(pass.network(), weights, sum).writeTo(weights);
      Golden.assertNear(
          Golden.values(golden.get("running_mean")),
          pass.block(weights, "1.running-mean"),
          FLOAT64,
          "running mean");
      Golden.assertNear(
          Golden.values(golden.get("running_variance_unbiased")),
          pass.block(weights, "1.running-variance"),
          FLOAT64,
          "running variance");
    }
  }

  private static void layer(String json, JsonNode golden) {
    layer(json, golden, Precision.FLOAT64, FLOAT64);
    layer(json, golden, Precision.FLOAT32, 10 * FLOAT32);
  }

  private static void layer(String json, JsonNode golden, Precision precision, double tolerance) {
    try (LayerPass pass = new LayerPass(json, golden, precision)) {
      String what = json + " " + precision + " ";
      double[] expected = Golden.values(golden.get("output"));
      Golden.assertNear(expected, pass.train(), tolerance, what + "output");
      FlatVector gradient = pass.gradient();
      Golden.assertNear(
          Golden.values(golden.get("input_gradient")),
          pass.block(gradient, "0.input"),
          tolerance,
          what + "input gradient");
      for (Map.Entry<String, JsonNode> parameter : golden.get("parameter_gradients").properties()) {
        Golden.assertNear(
            Golden.values(parameter.getValue()),
            pass.block(gradient, "1." + parameter.getKey()),
            tolerance,
            what + parameter.getKey() + " gradient");
      }
    }
  }

  private static void write(FlatVector vector, int from, double[] values) {
    vector.write(from, values.length, values);
  }

  private static double[] read(FlatVector vector, int from, int count) {
    double[] values = new double[count];
    vector.read(from, count, values);
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "softmax-cross-entropy",
        "softmax-cross-entropy-smoothed",
        "softmax-cross-entropy-weighted",
        "sigmoid-cross-entropy",
        "mean-squared-error",
        "mean-absolute-error",
        "huber"
      })
  void loss(String name) {
    JsonNode golden = Golden.read(name);
    String member = name.replaceAll("-(smoothed|weighted)$", "");
    JsonNode configuration =
        JsonNodeFactory.instance.objectNode().set(member, golden.get("settings"));
    Loss loss = Binder.bind(configuration, Loss.class, "loss");
    int rows = Golden.dimension(golden.get("input"), 0);
    int outputs = Golden.dimension(golden.get("input"), 1);
    double[] output = Golden.values(golden.get("input"));
    double[] weight = new double[rows];
    Arrays.fill(weight, 1);
    double[] gradient = new double[output.length];
    LossSums sums = new LossSums();
    double[] target = Golden.values(golden.get("target"));
    loss.accumulate(new LossBatch(rows, outputs, output, target, weight, gradient), sums);
    double expected = golden.get("loss").doubleValue();
    assertEquals(expected, sums.loss() / sums.weight(), FLOAT64 * Math.abs(expected));
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= sums.weight();
    }
    Golden.assertNear(
        Golden.values(golden.get("input_gradient")), gradient, FLOAT64, name + " gradient");
  }
}
