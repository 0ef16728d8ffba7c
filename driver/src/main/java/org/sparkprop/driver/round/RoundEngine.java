package org.sparkprop.driver.round;

import java.util.Optional;
import java.util.Set;
import org.sparkprop.common.metric.Evaluation;
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
   * @return the sum, the receiver's own until it runs the next round
   * @throws DivergenceException if a loss was not finite
   */
  RoundResult run(FlatVector weights, Round round);

  /** Measures weights on the validation rows; nothing where there are none. */
  Optional<Evaluation> evaluate(FlatVector weights);

  /**
   * The executors that have tasks of the round under way but nothing left to do in it, as far as
   * the engine knows them. May be called by any thread.
   */
  default Set<String> answered() {
    return Set.of();
  }

  /**
   * Has the executors do again what they are doing, with new tasks, where the engine can. May be
   * called by any thread.
   */
  default void beginAnew() {}

  /** Frees what the engine holds on the cluster. */
  @Override
  void close();
}
