package org.sparkprop.common.network;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.TiedDense;

/** Gives layers that use another layer's weight the views of it. */
final class TiedWeights {
  private TiedWeights() {}

  /**
   * Checks that each such layer names an earlier dense layer of the shape that it needs.
   *
   * @throws IllegalArgumentException if one does not
   */
  static void check(List<PlacedLayer> layers) {
    for (PlacedLayer placed : layers) {
      if (placed.layer() instanceof TiedDense tied) {
        check(placed, tied, layers);
      }
      placed.branches().forEach(branch -> branch.layers().forEach(TiedWeights::refuseInside));
    }
  }

  private static void refuseInside(PlacedLayer inner) {
    if (inner.layer() instanceof TiedDense) {
      throw new IllegalArgumentException(
          inner.label() + ": expected among the network's own layers, got it inside another");
    }
    inner.branches().forEach(branch -> branch.layers().forEach(TiedWeights::refuseInside));
  }

  private static void check(PlacedLayer placed, TiedDense tied, List<PlacedLayer> layers) {
    if (tied.layer() >= placed.number()
        || !(layers.get(tied.layer()).layer() instanceof Dense dense)) {
      throw new IllegalArgumentException(
          "%s: expected the number of an earlier dense layer, got layer: %d"
              .formatted(placed.label(), tied.layer()));
    }
    PlacedLayer other = layers.get(tied.layer());
    int inputs = other.input().size();
    if (tied.units() != inputs || placed.input().size() != dense.units()) {
      throw new IllegalArgumentException(
          "%s: expected %d inputs and units: %d, the other way round than %s, got %d inputs and units: %d"
              .formatted(
                  placed.label(),
                  dense.units(),
                  inputs,
                  other.label(),
                  placed.input().size(),
                  tied.units()));
    }
  }

  /** Adds the views under the names that the tied layers know. */
  static void share(List<PlacedLayer> layers, Map<String, ParameterViews> parameters) {
    for (PlacedLayer placed : layers) {
      if (placed.layer() instanceof TiedDense tied) {
        parameters.put(
            placed.name() + "." + TiedDense.WEIGHT,
            parameters.get(tied.layer() + "." + TiedDense.WEIGHT));
      }
    }
  }
}
