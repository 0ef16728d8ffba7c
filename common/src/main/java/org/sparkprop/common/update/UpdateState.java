package org.sparkprop.common.update;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** An update rule's state vectors by name. Owned by the training loop; one thread at a time. */
public final class UpdateState {
  private final Map<String, FlatVector> vectors;

  private UpdateState(Map<String, FlatVector> vectors) {
    this.vectors = vectors;
  }

  /** The state with which {@code rule} starts, for this many parameters. */
  public static UpdateState initial(UpdateRule rule, Precision precision, int length) {
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    rule.stateNames().forEach(name -> vectors.put(name, FlatVector.zeros(precision, length)));
    return new UpdateState(vectors);
  }

  public FlatVector get(String name) {
    FlatVector vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalArgumentException("expected one of " + vectors.keySet() + ", got " + name);
    }
    return vector;
  }

  /** All vectors by name, for checkpoints; the map is a view. */
  public Map<String, FlatVector> vectors() {
    return Map.copyOf(vectors);
  }
}
