package org.sparkprop.worker.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.sparkprop.common.calibration.TemperatureSlopes;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.round.WeightsSource;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.Shard;

/**
 * What shards say of a network's temperature, each by itself, so that the driver can merge them in
 * their order.
 */
public record TemperatureTask(String run, NetworkSource network) implements Serializable {

  /** The slopes of one shard, at the inverse temperatures asked for. */
  public record OfShard(int shard, double[] slopes) implements Serializable {}

  /** Measures the shards one after another. */
  public List<OfShard> run(
      WeightsSource weights, Iterator<Shard> shards, double[] inverseTemperatures) {
    List<OfShard> results = new ArrayList<>();
    Workspace workspace = WorkspacePool.take(run, network::newWorkspace);
    try {
      weights.into(workspace);
      while (shards.hasNext()) {
        Shard shard = shards.next();
        TemperatureSlopes slopes =
            new TemperatureSlopes(
                workspace.network().targetKind(),
                workspace.network().output().size(),
                inverseTemperatures);
        ForwardPasses.over(
            shard, workspace, new LossSums(), batch -> workspace.addTo(slopes, batch.rows()));
        results.add(new OfShard(shard.number(), slopes.slopes()));
      }
    } finally {
      WorkspacePool.giveBack(run, workspace);
    }
    return results;
  }
}
