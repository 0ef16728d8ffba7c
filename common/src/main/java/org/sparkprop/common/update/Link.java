package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkprop.common.vector.FlatVector;

/**
 * One link of the chain that turns a round's mean gradient into new weights: a record of settings
 * and one pure step. Links run in their order; each finds {@link Block#step} as the one before left
 * it: at first the mean gradient, after the {@link UpdateRule} what will be taken from the weights.
 *
 * <p>What a link remembers from round to round are vectors, mostly the size of the weights, and
 * numbers, both by name, which live in an {@link UpdateState} and go into checkpoints: a link has
 * no other memory.
 */
public interface Link {
  /** The names of the state vectors; each starts at zero. */
  default List<String> vectors() {
    return List.of();
  }

  /** How many numbers a state vector has for so many parameters; as many, unless said otherwise. */
  default int vectorLength(String name, int parameters) {
    return parameters;
  }

  /** The names of the state numbers, with the values that they start with. */
  default Map<String, Double> numbers() {
    return Map.of();
  }

  /**
   * Checks the settings against the network.
   *
   * @throws org.sparkprop.common.configuration.ConfigurationException if they do not fit it
   */
  default void check(ParameterLayout layout) {}

  /** Takes part in one round's update until the step is taken from the weights. */
  default void apply(Update update, LinkState state) {}

  /** Takes part after the step has been taken from the weights. */
  default void afterMove(Update update, LinkState state) {}

  /**
   * The weights that are evaluated and go into the model where the run ends here: {@code weights}
   * themselves, or one of the state's vectors. Read only.
   */
  default FlatVector evaluated(FlatVector weights, LinkState state) {
    return weights;
  }

  /**
   * A vector that goes to the shards with the next round's weights, where the rule wants products
   * of the curvature with it; see {@link org.sparkprop.common.gradient.Curvature#PRODUCT}.
   */
  default Optional<FlatVector> direction(LinkState state) {
    return Optional.empty();
  }

  /** An epoch has ended and its measures are known. */
  default void epochEnded(EpochMeasures epoch, LinkState state) {}
}
