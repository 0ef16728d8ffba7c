package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.layer.Branch;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.NestedLayer;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.layer.TiedDense;
import org.sparkprop.common.network.PlacedLayer.PlacedBranch;

/** Gives every layer of a network its place, and those inside others numbers of their own. */
final class Placement {
  private final FrozenLayers frozen;
  private int next;

  /**
   * @param outerLayers how many layers the network has, those inside others not counted
   */
  Placement(int outerLayers, FrozenLayers frozen) {
    this.next = outerLayers;
    this.frozen = frozen;
  }

  /**
   * An outer layer.
   *
   * @throws IllegalArgumentException if it, or a layer inside it, does not fit its input
   */
  PlacedLayer place(Layer layer, int number, String label, Shape input) {
    return place(layer, Integer.toString(number), label, number, input);
  }

  private PlacedLayer place(Layer layer, String name, String label, int number, Shape input) {
    Shape output = layer.outputShape(input);
    List<PlacedBranch> branches = new ArrayList<>();
    for (Branch branch : layer.branches(input)) {
      List<Shape> shapes = branch.shapes();
      List<PlacedLayer> inner = new ArrayList<>();
      for (int i = 0; i < branch.layers().size(); i++) {
        NestedLayer nested = branch.layers().get(i);
        inner.add(
            place(
                nested.layer(),
                name + "." + nested.name(),
                label + ", " + nested.label(),
                next++,
                shapes.get(i)));
      }
      branches.add(new PlacedBranch(branch, List.copyOf(inner)));
    }
    boolean learns =
        layer instanceof TiedDense
            || layer.parameters(input).stream()
                .anyMatch(parameter -> !frozen.hold(name + "." + parameter.name()));
    return new PlacedLayer(
        layer, name, label, number, input, output, List.copyOf(branches), learns);
  }
}
