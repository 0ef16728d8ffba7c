package org.sparkprop.common.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.layer.Layer;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.vector.FlatVector;

/**
 * Transfer learning (Yosinski, Clune, Bengio and Lipson 2014, How transferable are features in deep
 * neural networks?): the first layers of a trained network are where another begins. They must
 * agree in kind, shapes and parameters; what comes behind them is the other's own.
 *
 * @param model what messages call the trained network
 * @param from the trained network, none of it frozen
 * @param count how many of its layers are kept, at least 1
 */
public record KeptLayers(String model, Network from, int count) {
  private static final String COUNT_KEY = "training.start-from.layers";

  public KeptLayers {
    int most = from.layers().size();
    if (count < 1 || count > most) {
      throw new ConfigurationException(
          COUNT_KEY,
          "expected 1 to %d, as many layers as %s has, got %d".formatted(most, model, count));
    }
  }

  /**
   * Checks that a network begins with these layers.
   *
   * @throws ConfigurationException naming the first layer that does not agree
   */
  public void check(Network to) {
    if (!from.input().equals(to.input())) {
      throw new ConfigurationException(
          "training.start-from",
          "expected rows of the shape %s, which %s was trained on, got %s"
              .formatted(from.input(), model, to.input()));
    }
    for (int i = 0; i < count; i++) {
      if (i == to.layers().size()) {
        throw new ConfigurationException(
            COUNT_KEY,
            "expected at most the %d layers of network.layers, got %d".formatted(i, count));
      }
      String expected = text(from, i);
      String found = text(to, i);
      if (!expected.equals(found)) {
        String instead =
            i == 0 ? "" : "; or keep the layers before it with %s: %d".formatted(COUNT_KEY, i);
        throw new ConfigurationException(
            "network.layers[" + i + "]",
            "expected %s, as %s has it, got %s%s".formatted(expected, model, found, instead));
      }
    }
  }

  /** Kind, output and parameters with their shapes: what must agree. */
  private static String text(Network network, int layer) {
    String parameters =
        network.unfrozen().blocks().stream()
            .filter(block -> block.layer() == layer)
            .map(block -> block.parameter().name() + " " + block.parameter().shape())
            .collect(Collectors.joining(", "));
    String kind = Names.of(network.layers().get(layer).getClass());
    Shape output = network.outputOf(layer);
    return parameters.isEmpty()
        ? "%s to %s".formatted(kind, output)
        : "%s to %s (%s)".formatted(kind, output, parameters);
  }

  /**
   * A sentence for each kept layer whose settings are others than they were when it was trained;
   * its initialisers do not count, since they have nothing to do.
   */
  public List<String> otherSettings(Network to) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String before = settings(from.layers().get(i));
      String now = settings(to.layers().get(i));
      if (!before.equals(now)) {
        sentences.add(
            "%s was trained as %s in %s and is %s here".formatted(to.label(i), before, model, now));
      }
    }
    return sentences;
  }

  private static String settings(Layer layer) {
    JsonNode tree = ConfigurationTree.of(layer);
    removeInitializers(tree);
    return tree.toString().replace("\"", "");
  }

  private static void removeInitializers(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      List<String> keys = new ArrayList<>();
      object.fieldNames().forEachRemaining(keys::add);
      keys.removeIf(key -> !key.endsWith("-initializer"));
      object.remove(keys);
    }
    tree.forEach(KeptLayers::removeInitializers);
  }

  /**
   * Overwrites the first layers' weights with the trained network's, bit for bit where the
   * precision is the same.
   *
   * @param trained all weights of the trained network
   * @param to a network that {@link #check} has passed
   * @param weights all weights of that, in the places of its {@linkplain Network#unfrozen unfrozen}
   *     blocks
   */
  public void copy(FlatVector trained, Network to, FlatVector weights) {
    Map<String, ParameterBlock> places = new HashMap<>();
    from.blocks().forEach(block -> places.put(block.tensorName(), block));
    for (ParameterBlock block : to.unfrozen().blocks()) {
      if (block.layer() < count) {
        double[] numbers = new double[block.length()];
        trained.read(places.get(block.tensorName()).offset(), numbers.length, numbers);
        weights.write(block.offset(), numbers.length, numbers);
      }
    }
  }
}
