package org.sparkprop.common.update;

import org.sparkprop.common.vector.FlatVector;

/** A link's own part of the {@link UpdateState}. */
public final class LinkState {
  private final UpdateState state;
  private final String prefix;

  LinkState(UpdateState state, String link) {
    this.state = state;
    this.prefix = link + ".";
  }

  /** A state vector; the one that is kept, not a copy. */
  public FlatVector vector(String name) {
    return state.vector(prefix + name);
  }

  public double number(String name) {
    return state.number(prefix + name);
  }

  public void set(String name, double value) {
    state.set(prefix + name, value);
  }
}
