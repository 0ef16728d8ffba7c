package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.sparkprop.common.layer.BranchStep;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.Step;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/** One layer's views of a workspace's tensors, for one number of rows. */
final class StepViews implements Step {
  /** Gives a tensor of a layer's own by its name and the shape that the layer asks for. */
  @FunctionalInterface
  interface TensorSource {
    Tensor get(String name, Shape shape);
  }

  private final int layer;
  private final boolean learns;
  private final int rows;
  private final int networkRows;
  private final Tensor input;
  private final SparseRows sparseInput;
  private final Tensor output;
  private final Tensor inputGradient;
  private final Tensor outputGradient;
  private final Tensor ones;
  private final Mask mask;
  private final Mask outputMask;
  private final TensorSource scratchSource;
  private final TensorSource bufferSource;
  private final Map<String, Tensor> parameters = new HashMap<>();
  private final Map<String, Tensor> gradients = new HashMap<>();
  private final Map<String, IntConsumer> touched = new HashMap<>();
  private final Map<String, Tensor> scratch = new HashMap<>();
  private final Map<String, Tensor> buffers = new HashMap<>();
  private final List<ChainPass> branches = new ArrayList<>();
  private NoiseKey noise;

  /**
   * {@code input} is null where it is sparse, {@code sparseInput} where it is not, {@code
   * inputGradient} where nobody wants it; scratch is [rows, shape…], buffers are [shape…].
   */
  StepViews(
      int layer,
      boolean learns,
      int rows,
      int networkRows,
      Tensor input,
      SparseRows sparseInput,
      Tensor output,
      Tensor inputGradient,
      Tensor outputGradient,
      Tensor ones,
      Mask mask,
      Mask outputMask,
      TensorSource scratchSource,
      TensorSource bufferSource) {
    this.layer = layer;
    this.learns = learns;
    this.rows = rows;
    this.networkRows = networkRows;
    this.input = input;
    this.sparseInput = sparseInput;
    this.output = output;
    this.inputGradient = inputGradient;
    this.outputGradient = outputGradient;
    this.ones = ones;
    this.mask = mask;
    this.outputMask = outputMask;
    this.scratchSource = scratchSource;
    this.bufferSource = bufferSource;
  }

  void addParameter(String name, ParameterViews views) {
    parameters.put(name, views.value());
    gradients.put(name, views.gradient());
    touched.put(name, views.touched());
  }

  void addBranch(ChainPass branch) {
    branches.add(branch);
  }

  List<ChainPass> branches() {
    return branches;
  }

  /** Starts a pass, for training with the given key to its noise, else with null. */
  void begin(NoiseKey noiseOfPass) {
    this.noise = noiseOfPass;
  }

  /** The key to the noise of a branch that has {@code repeats} rows in each of this step's. */
  NoiseKey noise(int repeats) {
    return noise == null
        ? null
        : new NoiseKey(noise.seed(), noise.round(), noise.shard(), noise.firstRow() * repeats);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int networkRows() {
    return networkRows;
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
  public Optional<SparseRows> sparseInput() {
    return Optional.ofNullable(sparseInput);
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
  public boolean learns() {
    return learns;
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
  public IntConsumer touched(String name) {
    return touched.get(name);
  }

  @Override
  public Tensor scratch(String name, Shape shape) {
    return scratch.computeIfAbsent(name, key -> scratchSource.get(name, shape));
  }

  @Override
  public Tensor buffer(String name, Shape shape) {
    return buffers.computeIfAbsent(name, key -> bufferSource.get(name, shape));
  }

  @Override
  public Tensor ones() {
    return ones;
  }

  @Override
  public BranchStep branch(int index) {
    return branches.get(index);
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Mask outputMask() {
    return outputMask;
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
