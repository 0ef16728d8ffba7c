package org.sparkprop.common.network;

import java.util.HashMap;
import java.util.Map;
import org.sparkprop.common.vector.FlatVector;

/**
 * A network's weights in two vectors: those of the layers that learn, which travel every round, and
 * those of frozen layers, which travel once.
 *
 * @param trained in the places of {@link Network#blocks}
 * @param frozen in the places of {@link Network#frozenBlocks}
 */
public record SplitWeights(FlatVector trained, FlatVector frozen) {
  /**
   * Copies the weights apart.
   *
   * @param all in the places of the {@linkplain Network#unfrozen unfrozen} network's blocks
   */
  public static SplitWeights of(Network network, FlatVector all) {
    Map<String, Integer> places = new HashMap<>();
    for (ParameterBlock block : network.unfrozen().blocks()) {
      places.put(block.tensorName(), block.offset());
    }
    FlatVector trained = FlatVector.zeros(all.precision(), network.parameterCount());
    for (ParameterBlock block : network.blocks()) {
      trained.setSlice(block.offset(), all.slice(places.get(block.tensorName()), block.length()));
    }
    FlatVector frozen = FlatVector.zeros(all.precision(), network.frozenCount());
    for (ParameterBlock block : network.frozenBlocks()) {
      frozen.setSlice(block.offset(), all.slice(places.get(block.tensorName()), block.length()));
    }
    return new SplitWeights(trained, frozen);
  }

  /** All weights in one vector again, bit for bit; a copy. */
  public FlatVector joined(Network network) {
    Map<String, FlatVector> numbers = new HashMap<>();
    for (ParameterBlock block : network.blocks()) {
      numbers.put(block.tensorName(), trained.slice(block.offset(), block.length()));
    }
    for (ParameterBlock block : network.frozenBlocks()) {
      numbers.put(block.tensorName(), frozen.slice(block.offset(), block.length()));
    }
    Network whole = network.unfrozen();
    FlatVector all = FlatVector.zeros(trained.precision(), whole.parameterCount());
    for (ParameterBlock block : whole.blocks()) {
      all.setSlice(block.offset(), numbers.get(block.tensorName()));
    }
    return all;
  }
}
