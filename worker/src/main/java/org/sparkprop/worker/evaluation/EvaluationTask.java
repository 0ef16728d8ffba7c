package org.sparkprop.worker.evaluation;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.round.WeightsSource;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.Shard;

/**
 * Measures a network on shards, each by itself, so that the driver can merge them in their order.
 */
public record EvaluationTask(String run, NetworkSource network) implements Serializable {

  /** An encoded {@link Evaluation} of one shard. */
  public record OfShard(int shard, byte[] evaluation) implements Serializable {}

  /** Measures the shards one after another. */
  public List<OfShard> run(WeightsSource weights, Iterator<Shard> shards) {
    List<OfShard> results = new ArrayList<>();
    Workspace workspace = WorkspacePool.take(run, network::newWorkspace);
    try {
      weights.into(workspace);
      while (shards.hasNext()) {
        Shard shard = shards.next();
        results.add(new OfShard(shard.number(), evaluate(shard, workspace).encode()));
      }
    } finally {
      WorkspacePool.giveBack(run, workspace);
    }
    return results;
  }

  private static Evaluation evaluate(Shard shard, Workspace workspace) {
    Evaluation evaluation =
        new Evaluation(workspace.network().targetKind(), workspace.network().output().size());
    LossSums sums = new LossSums();
    int[] rows = new int[workspace.network().microBatchRows()];
    for (int from = 0; from < shard.file().rows(); from += rows.length) {
      int start = from;
      int count = Math.min(rows.length, shard.file().rows() - from);
      Arrays.setAll(rows, i -> start + i);
      MicroBatch batch = workspace.microBatch(count);
      try {
        batch.read(shard.file(), rows, 0);
      } catch (IOException e) {
        throw new UncheckedIOException("shard " + shard.number() + " cannot be read", e);
      }
      workspace.evaluate(count, sums);
      evaluation.add(workspace.predictions(count), batch.target(), count);
    }
    evaluation.addLoss(sums.loss(), sums.weight());
    return evaluation;
  }
}
