package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.layer.Branch;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Mask;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.PlacedLayer.PlacedBranch;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/**
 * The tensors of layers that follow one another, of the network itself or of a branch inside a
 * layer: each layer's output, its gradient and scratch, for the most rows that there can be.
 */
final class ChainMemory implements AutoCloseable {
  private final List<PlacedLayer> layers;
  private final Tensor input;
  private final SparseRows sparseInput;
  private final Precision precision;
  private final int rows;
  private final Tensor inputGradient;
  private final Mask mask;
  private final Tensor[] outputs;
  private final Tensor[] outputGradients;
  private final Mask[] masks;
  private final List<List<ChainMemory>> branches = new ArrayList<>();
  private final Map<String, Tensor> scratch = new HashMap<>();
  private final Map<String, Tensor> buffers = new HashMap<>();
  private final List<Tensor> owned = new ArrayList<>();

  /**
   * @param input [rows, numbers of a row], not owned
   * @param inputGradient the same, or null where nobody wants it
   * @param mask which steps of the input count
   */
  ChainMemory(List<PlacedLayer> layers, Tensor input, Tensor inputGradient, Mask mask) {
    this(layers, input, null, input.precision(), input.rows(), inputGradient, mask);
  }

  /** Of layers whose first takes sparse rows, which belong to the caller. */
  static ChainMemory ofSparse(
      List<PlacedLayer> layers, SparseRows input, Precision precision, int rows) {
    return new ChainMemory(layers, null, input, precision, rows, null, Mask.NONE);
  }

  private ChainMemory(
      List<PlacedLayer> layers,
      Tensor input,
      SparseRows sparseInput,
      Precision precision,
      int rows,
      Tensor inputGradient,
      Mask mask) {
    this.layers = layers;
    this.input = input;
    this.sparseInput = sparseInput;
    this.precision = precision;
    this.rows = rows;
    this.inputGradient = inputGradient;
    this.mask = mask;
    this.outputs = new Tensor[layers.size()];
    this.outputGradients = new Tensor[layers.size()];
    this.masks = new Mask[layers.size()];
    for (int i = 0; i < layers.size(); i++) {
      PlacedLayer placed = layers.get(i);
      Layer layer = placed.layer();
      int width = placed.output().size();
      boolean reshape = layer.isReshape();
      outputs[i] = reshape ? inputOf(i) : own(width);
      // A reshape's output gradient is its input's gradient, where there is one.
      Tensor before = i == 0 ? inputGradient : outputGradients[i - 1];
      outputGradients[i] = reshape && before != null ? before : own(width);
      masks[i] = maskBehind(placed, maskOf(i));
      List<ChainMemory> inner = new ArrayList<>();
      for (PlacedBranch branch : placed.branches()) {
        inner.add(branch(branch, i));
      }
      branches.add(inner);
    }
  }

  private Tensor own(int width) {
    Tensor tensor = Tensor.zeros(precision, rows, width);
    owned.add(tensor);
    return tensor;
  }

  private Mask maskBehind(PlacedLayer placed, Mask before) {
    if (placed.layer().marksSteps()) {
      return new Mask(rows, placed.output().dimensions()[0]);
    }
    return before.isPresent() && placed.layer().keepsSteps(placed.input()) ? before : Mask.NONE;
  }

  private ChainMemory branch(PlacedBranch placed, int layer) {
    Branch branch = placed.branch();
    Tensor outerGradient = inputGradientOf(layer);
    if (branch.source() == Branch.Source.OWN) {
      int width = Math.multiplyExact(branch.repeats(), branch.input().size());
      Tensor ownInput = own(width);
      Tensor ownGradient = outerGradient == null ? null : own(width);
      Mask outer = maskOf(layer);
      Mask ownMask = outer.isPresent() ? new Mask(input.rows(), outer.steps()) : Mask.NONE;
      return chain(placed, ownInput, ownGradient, ownMask);
    }
    Mask passedOn = branch.repeats() == 1 ? maskOf(layer) : Mask.NONE;
    return chain(placed, inputOf(layer), outerGradient, passedOn);
  }

  /** A branch's rows are parts of the outer layer's. */
  private ChainMemory chain(PlacedBranch placed, Tensor from, Tensor gradient, Mask innerMask) {
    int innerRows = Math.multiplyExact(rows, placed.branch().repeats());
    int width = placed.branch().input().size();
    return new ChainMemory(
        placed.layers(),
        from.view(0, innerRows, width),
        gradient == null ? null : gradient.view(0, innerRows, width),
        innerMask);
  }

  List<PlacedLayer> layers() {
    return layers;
  }

  /** Null where it is sparse. */
  Tensor input() {
    return input;
  }

  /** Null where it is not sparse. */
  SparseRows sparseInput() {
    return sparseInput;
  }

  /** Null where nobody wants it. */
  Tensor inputGradient() {
    return inputGradient;
  }

  Mask mask() {
    return mask;
  }

  Tensor inputOf(int layer) {
    return layer == 0 ? input : outputs[layer - 1];
  }

  Tensor outputOf(int layer) {
    return outputs[layer];
  }

  Tensor outputGradientOf(int layer) {
    return outputGradients[layer];
  }

  /** Null where neither the chain's input gradient is wanted nor a layer before this one learns. */
  Tensor inputGradientOf(int layer) {
    if (layer == 0) {
      return inputGradient;
    }
    boolean wanted =
        inputGradient != null || layers.subList(0, layer).stream().anyMatch(PlacedLayer::learns);
    return wanted ? outputGradients[layer - 1] : null;
  }

  Mask maskOf(int layer) {
    return layer == 0 ? mask : masks[layer - 1];
  }

  Mask outputMaskOf(int layer) {
    return masks[layer];
  }

  List<ChainMemory> branchesOf(int layer) {
    return branches.get(layer);
  }

  /** Scratch of one layer for all rows, made at its first use and kept. */
  Tensor scratch(int layer, String name, int width) {
    return scratch.computeIfAbsent(layer + "." + name, key -> own(width));
  }

  /** A tensor of one layer's that has nothing to do with rows, made at its first use and kept. */
  Tensor buffer(int layer, String name, Shape shape) {
    return buffers.computeIfAbsent(
        layer + "." + name,
        key -> {
          Tensor tensor = Tensor.zeros(precision, shape.dimensions());
          owned.add(tensor);
          return tensor;
        });
  }

  @Override
  public void close() {
    branches.forEach(inner -> inner.forEach(ChainMemory::close));
    owned.forEach(Tensor::close);
  }
}
