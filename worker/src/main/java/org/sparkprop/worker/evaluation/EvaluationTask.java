package org.sparkprop.worker.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.metric.Evaluation;
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
      // The run's workspaces were there before its network had a temperature.
      workspace.setTemperature(network.temperature());
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
    ForwardPasses.over(
        shard,
        workspace,
        sums,
        batch -> {
          int count = batch.rows();
          evaluation.add(workspace.predictions(count), batch.target(), count);
        });
    evaluation.addLoss(sums.loss(), sums.weight());
    return evaluation;
  }
}
