package org.sparkprop.driver.verify;

import java.util.Optional;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;
import org.sparkprop.worker.round.RunRelease;
import org.sparkprop.worker.runtime.VectorPool;

/**
 * Rounds in the thread that asks for them: one shard after the other, one micro-batch after the
 * other, no Spark task and nothing on a wire.
 */
final class OneThread implements AutoCloseable {
  private final GradientTask task;
  private final ShardCopies shards;
  private Optional<FlatVector> last = Optional.empty();

  /**
   * Prepares; computes nothing.
   *
   * @param task of a run name of its own, so that it shares nothing with the cluster's
   */
  OneThread(GradientTask task, ShardCopies shards) {
    this.task = task;
    this.shards = shards;
  }

  /** The sum over all shards; the receiver's own until the next round. */
  GradientSum run(FlatVector weights, Round round) {
    last.ifPresent(vector -> VectorPool.giveBack(task.run(), vector));
    RoundReport report =
        task.run(round, workspace -> workspace.setWeights(weights), shards.shards().iterator());
    if (!report.divergence().isEmpty()) {
      throw new DivergenceException("round " + round.number() + ", " + report.divergence());
    }
    Merging merging = task.merging();
    RoundSums sums =
        new RoundSums(merging, () -> FlatVector.zeros(merging.precision(), merging.numbers()));
    sums.add(report);
    last = Optional.of(sums.total().gradient());
    return sums.total();
  }

  @Override
  public void close() {
    RunRelease.release(task.run());
  }
}
