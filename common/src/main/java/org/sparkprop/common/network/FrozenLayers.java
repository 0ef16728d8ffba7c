package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;

/**
 * Which layers of a network are frozen: their parameters have no gradient, do not travel, and stay
 * as they are. A layer that is frozen is so with all that lies inside it.
 *
 * @param names of the frozen layers in their places: {@code 0}, {@code 3.1} inside layer 3
 */
record FrozenLayers(Set<String> names) {
  static final FrozenLayers NONE = new FrozenLayers(Set.of());

  private static final String KEY = "training.freeze";

  /**
   * The layers that the selectors name: a layer's number ({@code 0}), its kind ({@code
   * convolution-2d}), which names all of that kind, also inside others, or the way to a layer
   * inside another ({@code 3.1}).
   *
   * @throws ConfigurationException naming all selectors that select nothing
   */
  static FrozenLayers select(List<PlacedLayer> places, List<String> selectors) {
    List<PlacedLayer> all = new ArrayList<>();
    addAll(places, all);
    List<String> mistakes =
        selectors.stream()
            .filter(selector -> all.stream().noneMatch(placed -> isSelected(placed, selector)))
            .map(
                selector -> "no layer is called `%s`; %s".formatted(selector, known(selector, all)))
            .toList();
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(KEY, String.join("; ", mistakes));
    }
    Set<String> names = new LinkedHashSet<>();
    for (PlacedLayer placed : all) {
      if (selectors.stream().anyMatch(selector -> isSelected(placed, selector))) {
        names.add(placed.name());
      }
    }
    return new FrozenLayers(names);
  }

  private static void addAll(List<PlacedLayer> places, List<PlacedLayer> all) {
    for (PlacedLayer placed : places) {
      all.add(placed);
      placed.branches().forEach(branch -> addAll(branch.layers(), all));
    }
  }

  private static String kind(PlacedLayer placed) {
    return Names.of(placed.layer().getClass());
  }

  private static boolean isSelected(PlacedLayer placed, String selector) {
    return selector.equals(placed.name()) || selector.equals(kind(placed));
  }

  /** One number is as near as another: only of kinds can one be meant. */
  private static String known(String selector, List<PlacedLayer> all) {
    Set<String> kinds = new TreeSet<>();
    all.forEach(placed -> kinds.add(kind(placed)));
    if (!selector.matches("[-0-9.]+")) {
      Optional<String> near = Names.nearest(selector, kinds);
      if (near.isPresent()) {
        return "did you mean `%s`?".formatted(near.get());
      }
    }
    return "allowed: %s, and the kinds %s"
        .formatted(
            Names.some(all.stream().map(PlacedLayer::name).toList()), String.join(", ", kinds));
  }

  /** Whether a parameter, by its name in model files, is one of a frozen layer. */
  boolean hold(String tensorName) {
    return names.stream().anyMatch(name -> tensorName.startsWith(name + "."));
  }

  boolean isEmpty() {
    return names.isEmpty();
  }
}
