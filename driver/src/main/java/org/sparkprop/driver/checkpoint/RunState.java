package org.sparkprop.driver.checkpoint;

import org.sparkprop.common.update.UpdateState;
import org.sparkprop.common.vector.FlatVector;

/**
 * All that changes while a run goes on: with it, the configuration and the data, a run goes on with
 * the same bits.
 *
 * @param weights of the layers that learn; not copied
 * @param update what the update rule and what joins it remember; not copied
 */
public record RunState(Position position, FlatVector weights, UpdateState update) {
  /** With vectors of its own. */
  public RunState copy() {
    return new RunState(position, weights.copy(), update.copy());
  }
}
