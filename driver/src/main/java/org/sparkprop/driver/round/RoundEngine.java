package org.sparkprop.driver.round;

import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;

/**
 * Carries weights to the shards and the gradient sum back. Engines differ in how; the bits of the
 * sum are the same.
 */
public interface RoundEngine extends AutoCloseable {
  /**
   * Runs one round.
   *
   * @param weights read only
   * @throws DivergenceException if a loss was not finite
   */
  RoundResult run(FlatVector weights, Round round);

  /** Gives back, until the next round, whatever task slots the engine holds between rounds. */
  default void pause() {}

  /** Frees what the engine holds on the cluster. */
  @Override
  void close();
}
