package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.LayerMisfitException;
import org.sparkprop.common.layer.Parameter;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.SparseCoding;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * A sequence of layers for inputs of one shape, laid over one flat parameter vector, layer after
 * layer. Immutable; the numbers are elsewhere.
 *
 * <p>Of a network with {@linkplain #freeze frozen} layers that vector holds the layers that learn.
 * It is what is updated, and what travels with its gradient every round; the parameters of frozen
 * layers lie in a second vector that never changes.
 */
public final class Network {
  private final Shape input;
  private final List<Layer> layers;
  private final Loss loss;
  private final Target target;
  private final OptionalDouble temperature;
  private final List<PlacedLayer> places = new ArrayList<>();
  private final FrozenLayers frozen;
  private final RowForm rowForm;
  private final List<ParameterBlock> blocks = new ArrayList<>();
  private final List<ParameterBlock> frozenBlocks = new ArrayList<>();
  private final int parameterCount;
  private final int frozenCount;
  private final BatchStatistics batchStatistics;

  /**
   * Lays out the layers.
   *
   * @throws ConfigurationException if a layer does not fit the one before, naming it, or the loss
   *     does not fit the last layer
   */
  public Network(Shape input, NetworkConfiguration configuration) {
    this(input, configuration, FrozenLayers.NONE, RowForm.DENSE);
  }

  private Network(
      Shape input, NetworkConfiguration configuration, FrozenLayers frozen, RowForm rowForm) {
    this.input = input;
    this.rowForm = rowForm;
    this.frozen = frozen;
    this.layers = configuration.layers();
    this.loss = configuration.loss();
    this.target = configuration.target();
    this.temperature = configuration.temperature();
    Placement placement = new Placement(layers.size(), frozen);
    Shape shape = input;
    int offset = 0;
    int frozenOffset = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      PlacedLayer placed;
      try {
        placed = placement.place(layer, i, label(i), shape);
        for (Parameter parameter : layer.parameters(shape)) {
          int size = parameter.shape().size();
          if (frozen.hold(i + "." + parameter.name())) {
            frozenBlocks.add(new ParameterBlock(i, parameter, frozenOffset));
            frozenOffset = Math.addExact(frozenOffset, size);
          } else {
            blocks.add(new ParameterBlock(i, parameter, offset));
            offset = Math.addExact(offset, size);
          }
        }
      } catch (IllegalArgumentException misfit) {
        LayerMisfitException named =
            LayerMisfitException.of(path(i), label(i), before(i), layer, misfit);
        throw new ConfigurationException(named.key(), named.getMessage());
      } catch (ArithmeticException overflow) {
        throw new ConfigurationException(
            path(i), label(i) + ": the network would have more than 2,147,483,647 parameters");
      }
      places.add(placed);
      shape = placed.output();
    }
    this.parameterCount = offset;
    this.frozenCount = frozenOffset;
    try {
      this.batchStatistics = new BatchStatistics(places);
      TiedWeights.check(places);
      requireNoneLearnsBefore(places);
    } catch (IllegalArgumentException misplaced) {
      throw new ConfigurationException("network.layers", misplaced.getMessage());
    }
    try {
      loss.check(shape.size());
    } catch (IllegalArgumentException misfit) {
      throw new ConfigurationException(
          "network.loss", Names.of(loss.getClass()) + ": " + misfit.getMessage());
    }
    if (target == Target.INPUTS && shape.size() != input.size()) {
      throw new ConfigurationException(
          "network.layers",
          "expected the last layer to give %d numbers, as many as there are inputs, which are the target, got %d"
              .formatted(input.size(), shape.size()));
    }
  }

  /**
   * The same network with frozen layers.
   *
   * @param selectors of layers: a number, as {@code 0}; a kind, as {@code convolution-2d}; or the
   *     way to a layer inside another, as {@code 3.1} or {@code 3.projection.0}
   * @throws ConfigurationException if one names no layer, or nothing is left to learn
   */
  public Network freeze(List<String> selectors) {
    if (selectors.isEmpty()) {
      return unfrozen();
    }
    FrozenLayers selected = FrozenLayers.select(places, selectors);
    Network network = new Network(input, configuration(), selected, rowForm);
    if (network.parameterCount == 0) {
      throw new ConfigurationException(
          "training.freeze", "expected a layer with parameters to be left to learn, got none");
    }
    return network;
  }

  /** The same network without frozen layers: all parameters lie in one vector, as in models. */
  public Network unfrozen() {
    return frozen.isEmpty()
        ? this
        : new Network(input, configuration(), FrozenLayers.NONE, rowForm);
  }

  /**
   * The same network for rows of a form: what goes into the first layer, and how large a
   * micro-batch is, depend on it.
   *
   * @throws IllegalArgumentException if the network takes none such
   */
  public Network taking(RowForm form) {
    if (form == RowForm.SPARSE && !takesSparseRows()) {
      throw new IllegalArgumentException("expected a network that takes sparse rows");
    }
    return form == rowForm ? this : new Network(input, configuration(), frozen, form);
  }

  /** The same network, whose outputs are divided before they become probabilities. */
  public Network withTemperature(double of) {
    return new Network(input, configuration().withTemperature(of), frozen, rowForm);
  }

  /** Whether rows can go in sparse: the first layer takes them, and they are not the target. */
  public boolean takesSparseRows() {
    return configuration().takesSparseRows();
  }

  /** How rows go into the first layer. */
  public RowForm rowForm() {
    return rowForm;
  }

  /** The frozen layers by the way to them, such as {@code 0} and {@code 3.1}. */
  public List<String> frozen() {
    return List.copyOf(frozen.names());
  }

  /** Sparse coding passes nothing back. */
  private static void requireNoneLearnsBefore(List<PlacedLayer> places) {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).layer() instanceof SparseCoding) {
        for (PlacedLayer before : places.subList(0, i)) {
          if (before.learns()) {
            throw new IllegalArgumentException(
                "%s: passes no gradient back, and %s before it could not learn; put it before all layers with parameters"
                    .formatted(places.get(i).label(), before.label()));
          }
        }
      }
    }
  }

  private static String path(int layer) {
    return "network.layers[" + layer + "]";
  }

  private String before(int layer) {
    return layer == 0 ? "the input" : label(layer - 1);
  }

  /** As messages name a layer: {@code layer 0 (dense)}. */
  public String label(int layer) {
    return "layer " + layer + " (" + Names.of(layers.get(layer).getClass()) + ")";
  }

  public Shape input() {
    return input;
  }

  public List<Layer> layers() {
    return layers;
  }

  public Loss loss() {
    return loss;
  }

  public NetworkConfiguration configuration() {
    return new NetworkConfiguration(layers, loss, target, temperature);
  }

  public Target target() {
    return target;
  }

  /** By what outputs are divided before they become probabilities; 1 unless said. */
  public double temperature() {
    return temperature.orElse(1);
  }

  /** What a row's target is. */
  public TargetKind targetKind() {
    return configuration().targetKind();
  }

  /** How many numbers of a target come with each row: none where its inputs are the target. */
  public int targetWidth() {
    return target == Target.INPUTS ? 0 : loss.targetWidth(output().size());
  }

  /** The shape that goes into a layer. */
  public Shape inputOf(int layer) {
    return layer == 0 ? input : outputOf(layer - 1);
  }

  public Shape outputOf(int layer) {
    return places.get(layer).output();
  }

  /** The shape that the last layer gives. */
  public Shape output() {
    return outputOf(layers.size() - 1);
  }

  /** The layers in their places, those inside others with them. */
  List<PlacedLayer> places() {
    return places;
  }

  /** What the layers need of all rows of a round before its gradient. */
  public BatchStatistics batchStatistics() {
    return batchStatistics;
  }

  /** The labels of outer layers that are noisy in training, or hold some that are. */
  public List<String> noisyLayers() {
    return places.stream().filter(PlacedLayer::isNoisy).map(PlacedLayer::label).toList();
  }

  /** The parameters of layers that learn, in the order of the flat vector, without gaps. */
  public List<ParameterBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** Those of frozen layers, in the order of their own vector, without gaps. */
  public List<ParameterBlock> frozenBlocks() {
    return List.copyOf(frozenBlocks);
  }

  /** How many numbers the flat vector has, those of frozen layers not counted. */
  public int parameterCount() {
    return parameterCount;
  }

  /** How many numbers the frozen layers have. */
  public int frozenCount() {
    return frozenCount;
  }

  /**
   * Weights as the initialisers draw them: a function of the network, the precision and the seed.
   *
   * @throws IllegalStateException if layers are frozen: weights are drawn for the {@linkplain
   *     #unfrozen whole} network, and {@linkplain SplitWeights split}, so that a layer starts with
   *     the same numbers whatever else is frozen
   */
  public FlatVector initialWeights(Precision precision, long seed) {
    if (frozenCount > 0) {
      throw new IllegalStateException("expected a network without frozen layers");
    }
    FlatVector weights = FlatVector.zeros(precision, parameterCount);
    for (int i = 0; i < blocks.size(); i++) {
      ParameterBlock block = blocks.get(i);
      Parameter parameter = block.parameter();
      double[] values =
          parameter
              .initializer()
              .draw(
                  block.length(),
                  parameter.shape().dimensions()[0],
                  parameter.fanIn(),
                  parameter.fanOut(),
                  RandomStream.of(seed, Purpose.INITIAL_WEIGHTS, i, 0, 0));
      weights.write(block.offset(), values.length, values);
    }
    UnitRows.restore(this, weights);
    return weights;
  }

  /** How many rows one pass takes at most: see {@link MicroBatchSize}. */
  public int microBatchRows() {
    return MicroBatchSize.most(this);
  }

  /** How many rows of a slice of {@code rows} one pass takes: see {@link MicroBatchSize}. */
  public int microBatchRows(int rows) {
    return MicroBatchSize.ofSlice(this, rows);
  }

  /** How many rows of the innermost layers there are in one of the network's, at most. */
  int repeats() {
    return places.stream().mapToInt(PlacedLayer::repeats).max().orElseThrow();
  }

  /** Numbers of a workspace that a row takes: activations, their gradients and scratch. */
  long rowSize() {
    long size = (rowForm == RowForm.DENSE ? input.size() : 0) + (long) repeats();
    for (PlacedLayer placed : places) {
      size += placed.rowSize();
    }
    return size;
  }
}
