package org.sparkprop.common.network;

import java.util.HashMap;
import java.util.Map;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.Tensor;

/** One layer's views of a workspace's tensors, for one number of rows. */
final class StepViews implements Step {
  /** Gives a layer's scratch tensor, [rows, shape…], by name. */
  @FunctionalInterface
  interface ScratchSource {
    Tensor scratch(String name, Shape shape);
  }

  private final int layer;
  private final int rows;
  private final Tensor input;
  private final Tensor output;
  private final Tensor inputGradient;
  private final Tensor outputGradient;
  private final Tensor ones;
  private final ScratchSource scratchSource;
  private final Map<String, Tensor> parameters = new HashMap<>();
  private final Map<String, Tensor> gradients = new HashMap<>();
  private final Map<String, Tensor> scratch = new HashMap<>();
  private NoiseKey noise;

  /** {@code inputGradient} is null where nobody wants it. */
  StepViews(
      int layer,
      Tensor input,
      Tensor output,
      Tensor inputGradient,
      Tensor outputGradient,
      Tensor ones,
      ScratchSource scratchSource) {
    this.layer = layer;
    this.rows = input.rows();
    this.input = input;
    this.output = output;
    this.inputGradient = inputGradient;
    this.outputGradient = outputGradient;
    this.ones = ones;
    this.scratchSource = scratchSource;
  }

  void addParameter(String name, Tensor parameter, Tensor gradient) {
    parameters.put(name, parameter);
    gradients.put(name, gradient);
  }

  /** Starts a pass, for training with the given key to its noise, else with null. */
  void begin(NoiseKey noiseOfPass) {
    this.noise = noiseOfPass;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public boolean training() {
    return noise != null;
  }

  @Override
  public Tensor input() {
    return input;
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor outputGradient() {
    return outputGradient;
  }

  @Override
  public boolean needsInputGradient() {
    return inputGradient != null;
  }

  @Override
  public Tensor inputGradient() {
    return inputGradient;
  }

  @Override
  public Tensor parameter(String name) {
    return parameters.get(name);
  }

  @Override
  public Tensor gradient(String name) {
    return gradients.get(name);
  }

  @Override
  public Tensor scratch(String name, Shape shape) {
    Tensor tensor = scratch.get(name);
    if (tensor == null) {
      tensor = scratchSource.scratch(name, shape);
      scratch.put(name, tensor);
    }
    return tensor;
  }

  @Override
  public Tensor ones() {
    return ones;
  }

  @Override
  public RandomStream random(int row) {
    if (noise == null) {
      throw new IllegalStateException("only a pass for training has noise");
    }
    long layerAndShard = ((long) layer << 32) | noise.shard();
    return RandomStream.of(
        noise.seed(), Purpose.LAYER_NOISE, noise.round(), layerAndShard, noise.firstRow() + row);
  }
}
