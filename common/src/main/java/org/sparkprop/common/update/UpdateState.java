package org.sparkprop.common.update;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * All that a chain of links remembers from round to round: vectors, mostly the size of the weights,
 * and numbers, by the name of the link and its own name for them: {@code adam.first-moment}. With
 * the weights it is all that a run needs to go on with the same bits.
 *
 * <p>Mutable; owned by an {@link Updater}; one thread at a time.
 */
public final class UpdateState {
  /** How often the weights were moved. */
  static final String UPDATES = "updates";

  /** What the learning rate is multiplied by since the run was last taken back. */
  static final String RATE_FACTOR = "learning-rate-factor";

  private final Map<String, FlatVector> vectors;
  private final Map<String, Double> numbers;

  /**
   * A state as it was saved; takes the maps' contents over.
   *
   * @param vectors all of one precision
   */
  public UpdateState(Map<String, FlatVector> vectors, Map<String, Double> numbers) {
    this.vectors = new LinkedHashMap<>(vectors);
    this.numbers = new LinkedHashMap<>(numbers);
  }

  /** The state with which these links start, for this many parameters. */
  static UpdateState initial(List<Link> links, Precision precision, int length) {
    UpdateState state = new UpdateState(Map.of(), Map.of());
    state.numbers.put(UPDATES, 0.0);
    state.numbers.put(RATE_FACTOR, 1.0);
    for (Link link : links) {
      String prefix = name(link) + ".";
      link.vectors()
          .forEach(
              name ->
                  state.vectors.put(
                      prefix + name, FlatVector.zeros(precision, link.vectorLength(name, length))));
      link.numbers().forEach((name, value) -> state.numbers.put(prefix + name, value));
    }
    return state;
  }

  /** What a link is called in the names of its state. */
  static String name(Link link) {
    return Names.of(link.getClass());
  }

  /**
   * Checks that this state, read from somewhere, is one for these links.
   *
   * @throws IllegalArgumentException saying what is missing, too many or of another kind
   */
  void requireLike(UpdateState initial) {
    if (!vectors.keySet().equals(initial.vectors.keySet())
        || !numbers.keySet().equals(initial.numbers.keySet())) {
      throw new IllegalArgumentException(
          "expected a state of the vectors %s and the numbers %s, got %s and %s"
              .formatted(
                  initial.vectors.keySet(),
                  initial.numbers.keySet(),
                  vectors.keySet(),
                  numbers.keySet()));
    }
    initial.vectors.forEach(
        (name, vector) -> {
          FlatVector own = vectors.get(name);
          if (own.length() != vector.length() || own.precision() != vector.precision()) {
            throw new IllegalArgumentException(
                "%s: expected %d numbers of %s, got %d of %s"
                    .formatted(
                        name, vector.length(), vector.precision(), own.length(), own.precision()));
          }
        });
  }

  /** The same state with vectors of its own, which stays as it is while this one changes. */
  public UpdateState copy() {
    UpdateState copy = new UpdateState(Map.of(), numbers);
    vectors.forEach((name, vector) -> copy.vectors.put(name, vector.copy()));
    return copy;
  }

  /** Overwrites all of this state with one of the same links, which is not kept. */
  void restore(UpdateState saved) {
    saved.requireLike(this);
    vectors.forEach((name, vector) -> vector.setSlice(0, saved.vector(name)));
    numbers.putAll(saved.numbers);
  }

  /** A state vector; the one that is kept, not a copy. */
  public FlatVector vector(String name) {
    return known(vectors, name);
  }

  public double number(String name) {
    return known(numbers, name);
  }

  void set(String name, double value) {
    known(numbers, name);
    numbers.put(name, value);
  }

  private static <T> T known(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("expected one of " + map.keySet() + ", got " + name);
    }
    return value;
  }

  /** All vectors by name, for checkpoints; a view. */
  public Map<String, FlatVector> vectors() {
    return Collections.unmodifiableMap(vectors);
  }

  /** All numbers by name, for checkpoints; a view. */
  public Map<String, Double> numbers() {
    return Collections.unmodifiableMap(numbers);
  }
}
