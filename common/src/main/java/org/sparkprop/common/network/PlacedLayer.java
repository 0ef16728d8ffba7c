package org.sparkprop.common.network;

import java.util.List;
import org.sparkprop.common.layer.Branch;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Shape;

/**
 * A layer in its place in a network.
 *
 * @param name before the names of its parameters: {@code 3}, or {@code 3.0} inside layer 3
 * @param label as messages name it: {@code layer 3 (residual), layer 0 (dense)}
 * @param number unlike that of any other layer: the outer layers' own numbers come first
 * @param learns whether it, or a layer inside it, has parameters and is not frozen, or uses those
 *     of another
 */
record PlacedLayer(
    Layer layer,
    String name,
    String label,
    int number,
    Shape input,
    Shape output,
    List<PlacedBranch> branches,
    boolean learns) {
  /** A branch of a layer, with its layers in their places. */
  record PlacedBranch(Branch branch, List<PlacedLayer> layers) {}

  /** Whether it, or a layer inside it, {@linkplain Layer#isNoisy is noisy} in training. */
  boolean isNoisy() {
    return layer.isNoisy()
        || branches.stream().flatMap(b -> b.layers().stream()).anyMatch(PlacedLayer::isNoisy);
  }

  /** The most numbers that a row has between two layers, here or inside. */
  long widest() {
    long widest = Math.max(input.size(), output.size());
    for (PlacedBranch branch : branches) {
      for (PlacedLayer inner : branch.layers()) {
        widest = Math.max(widest, branch.branch().repeats() * inner.widest());
      }
    }
    return widest;
  }

  /**
   * Numbers of a workspace that a row takes: output and its gradient, scratch, and all of this for
   * the layers inside.
   */
  long rowSize() {
    long size = layer.scratchSize(input) + (layer.isReshape() ? 0 : 2L * output.size());
    for (PlacedBranch branch : branches) {
      long inner =
          branch.branch().source() == Branch.Source.OWN ? 2L * branch.branch().input().size() : 0;
      for (PlacedLayer nested : branch.layers()) {
        inner += nested.rowSize();
      }
      size += branch.branch().repeats() * inner;
    }
    return size;
  }

  /** Numbers of a workspace that it and the layers inside take, however many rows there are. */
  long fixedSize() {
    long size = layer.bufferSize(input);
    for (PlacedBranch branch : branches) {
      size += branch.layers().stream().mapToLong(PlacedLayer::fixedSize).sum();
    }
    return size;
  }

  /** How many rows of the innermost layers there are in one of this layer, at most. */
  int repeats() {
    int most = 1;
    for (PlacedBranch branch : branches) {
      for (PlacedLayer inner : branch.layers()) {
        most = Math.max(most, Math.multiplyExact(branch.branch().repeats(), inner.repeats()));
      }
    }
    return most;
  }
}
