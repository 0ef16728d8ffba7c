package org.sparkprop.common.update;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;

/**
 * Which parameters a flat vector is made of, in their order and without gaps: for links that treat
 * parameters apart.
 *
 * @param frozen parameters of frozen layers, which are not in the vector: known so that who names
 *     them is told
 */
public record ParameterLayout(List<Span> spans, List<Span> frozen) {
  /** Selects every parameter. */
  static final String ALL = "all";

  /** Selects the weights: parameters of two and more dimensions. */
  static final String WEIGHTS = "weights";

  public ParameterLayout {
    spans = List.copyOf(spans);
    frozen = List.copyOf(frozen);
  }

  /** A layout without frozen layers. */
  public ParameterLayout(List<Span> spans) {
    this(spans, List.of());
  }

  /**
   * One parameter of one layer.
   *
   * @param layerName the kind of the layer, {@code dense}
   * @param name its own, {@code weight}
   */
  public record Span(int layer, String layerName, String name, Shape shape, int offset) {
    public int length() {
      return shape.size();
    }

    /** Its name in model files: {@code 0.weight}. */
    public String tensorName() {
      return layer + "." + name;
    }

    /**
     * Whether it is a weight: matrices and kernels are; biases and the scales and shifts of
     * normalisations, which have one dimension, are not. Penalties and decay leave those alone by
     * default: they are few, and pulling them to zero moves a layer's outputs, not its smoothness.
     */
    public boolean isWeight() {
      return shape.dimensions().length > 1;
    }

    private boolean isSelectedBy(String selector) {
      return selector.equals(ALL)
          || (selector.equals(WEIGHTS) && isWeight())
          || selector.equals(Integer.toString(layer))
          || selector.equals(layerName)
          || selector.equals(name)
          || selector.equals(tensorName());
    }
  }

  /** The layout of a network's parameters. */
  public static ParameterLayout of(Network network) {
    return new ParameterLayout(
        spans(network, network.blocks()), spans(network, network.frozenBlocks()));
  }

  private static List<Span> spans(Network network, List<ParameterBlock> blocks) {
    List<Span> spans = new ArrayList<>();
    for (ParameterBlock block : blocks) {
      spans.add(
          new Span(
              block.layer(),
              Names.of(network.layers().get(block.layer()).getClass()),
              block.parameter().name(),
              block.parameter().shape(),
              block.offset()));
    }
    return spans;
  }

  /** All parameters' numbers together. */
  public int length() {
    return spans.stream().mapToInt(Span::length).sum();
  }

  /** Which spans one of the selectors names, see {@link #require}. */
  boolean[] selected(List<String> selectors) {
    boolean[] selected = new boolean[spans.size()];
    for (int i = 0; i < selected.length; i++) {
      Span span = spans.get(i);
      selected[i] = selectors.stream().anyMatch(span::isSelectedBy);
    }
    return selected;
  }

  /**
   * Checks that each selector names something: {@code all}, {@code weights}, a layer's number or
   * kind, a parameter's name, or both as in model files: {@code 0.bias}. What names parameters of
   * frozen layers alone names nothing.
   *
   * @param path of the configuration
   * @throws ConfigurationException if one does not
   */
  void require(Iterable<String> selectors, String path) {
    for (String selector : selectors) {
      boolean isKnown =
          selector.equals(ALL)
              || selector.equals(WEIGHTS)
              || spans.stream().anyMatch(span -> span.isSelectedBy(selector));
      if (!isKnown && frozen.stream().anyMatch(span -> span.isSelectedBy(selector))) {
        throw new ConfigurationException(
            path, "`%s` is frozen by training.freeze and takes no step".formatted(selector));
      }
      if (!isKnown) {
        TreeSet<String> known = new TreeSet<>(List.of(ALL, WEIGHTS));
        for (Span span : spans) {
          known.addAll(
              List.of(
                  span.tensorName(),
                  Integer.toString(span.layer()),
                  span.layerName(),
                  span.name()));
        }
        throw new ConfigurationException(
            path,
            "no layer or parameter is called `%s`; %s"
                .formatted(selector, Names.suggestion(selector, known)));
      }
    }
  }
}
