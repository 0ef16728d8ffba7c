package org.sparkprop.worker.round;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sparkprop.common.vector.FlatVector;

/**
 * What this executor's shards have not sent yet of their sums, by run and shard: see {@link
 * org.sparkprop.common.compression.ErrorFeedback}.
 *
 * <p>A round may be computed more than once, by a task that is tried again or run twice. So the
 * residual from before a shard's last round is kept with the one from after it, each with its
 * round's number, and every attempt at a round begins with the same. A residual is never changed in
 * place.
 *
 * <p>A shard that comes to an executor where it has not computed the round before has no residual
 * there, and begins with nothing.
 */
final class Residuals {
  /** The residuals from before and after a round. */
  private record Kept(long round, Optional<FlatVector> before, FlatVector after) {}

  private static final Map<String, Kept> KEPT = new ConcurrentHashMap<>();

  private Residuals() {}

  private static String key(String run, int shard) {
    return run + "/" + shard;
  }

  /** What a shard has to add in a round, if this executor has it; read only. */
  static Optional<FlatVector> before(String run, int shard, long round) {
    Kept kept = KEPT.get(key(run, shard));
    if (kept == null || kept.round < round - 1 || kept.round > round) {
      return Optional.empty();
    }
    return kept.round == round ? kept.before : Optional.of(kept.after);
  }

  /**
   * Keeps what a shard has left after a round. An attempt that comes late changes nothing.
   *
   * @param before what it began with
   */
  static void keep(
      String run, int shard, long round, Optional<FlatVector> before, FlatVector after) {
    KEPT.merge(
        key(run, shard),
        new Kept(round, before, after),
        (kept, latest) -> kept.round >= latest.round ? kept : latest);
  }

  /** Forgets a run on this executor. */
  static void forget(String run) {
    KEPT.keySet().removeIf(key -> key.startsWith(run + "/"));
  }
}
