package org.sparkprop.common.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.fixture.Golden;
import org.sparkprop.common.fixture.InnerProduct;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Parameter;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * A single layer run on a golden input with a golden gradient of its output. The input stands in
 * the weights, as the only parameter, {@code 0.input}, of a layer before it: so its gradient comes
 * out with the others.
 */
final class LayerPass implements AutoCloseable {
  private final JsonNode golden;
  private final int rows;
  private final Network network;
  private final FlatVector weights;
  private final Workspace workspace;

  /** Gives its parameter, [rows, …], whatever goes in. */
  private record Given(int rows, Shape shape) implements Layer {
    @Override
    public Shape outputShape(Shape input) {
      return shape;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
      return List.of(new Parameter("input", new Shape(rows, shape.size()), new Constant(0), 1, 1));
    }

    @Override
    public void forward(Step step) {
      step.output().copyFrom(step.parameter("input"));
    }

    @Override
    public void backward(Step step) {
      step.gradient("input").copyFrom(step.outputGradient());
    }
  }

  LayerPass(String json, JsonNode golden, Precision precision) {
    this.golden = golden;
    this.rows = Golden.dimension(golden.get("input"), 0);
    int[] shape = new int[golden.get("input").get("shape").size() - 1];
    Arrays.setAll(shape, i -> Golden.dimension(golden.get("input"), i + 1));
    this.network =
        Networks.of(
            new Shape(1), new InnerProduct(), new Given(rows, new Shape(shape)), parse(json));
    this.weights = network.initialWeights(precision, 1);
    put("0.input", golden.get("input"));
    for (Map.Entry<String, JsonNode> parameter : golden.get("parameters").properties()) {
      put("1." + parameter.getKey(), parameter.getValue());
    }
    this.workspace = new Workspace(network, precision);
  }

  private static Layer parse(String json) {
    try {
      return Binder.bind(
          new ObjectMapper().readTree(json.replace('\'', '"')), Layer.class, "layer");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private void put(String tensor, JsonNode values) {
    double[] numbers = Golden.values(values);
    weights.write(find(tensor).offset(), numbers.length, numbers);
  }

  private ParameterBlock find(String tensor) {
    return network.blocks().stream()
        .filter(block -> block.tensorName().equals(tensor))
        .findAny()
        .orElseThrow();
  }

  int rows() {
    return rows;
  }

  Network network() {
    return network;
  }

  FlatVector weights() {
    return weights;
  }

  double[] block(FlatVector vector, String tensor) {
    ParameterBlock block = find(tensor);
    double[] values = new double[block.length()];
    vector.read(block.offset(), values.length, values);
    return values;
  }

  /** One pass for training; gives the output. */
  double[] train() {
    double[] outputGradient = Golden.values(golden.get("output_gradient"));
    workspace.setWeights(weights);
    workspace.clearGradient();
    MicroBatch batch = workspace.microBatch(rows);
    Arrays.fill(batch.weight(), 0, rows, 1);
    System.arraycopy(outputGradient, 0, batch.target(), 0, outputGradient.length);
    workspace.train(rows, new NoiseKey(1, 1, 0, 0), new LossSums());
    return Arrays.copyOf(workspace.predictions(rows), outputGradient.length);
  }

  FlatVector gradient() {
    FlatVector gradient = FlatVector.zeros(weights.precision(), weights.length());
    workspace.copyGradientTo(gradient);
    return gradient;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
