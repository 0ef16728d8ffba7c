package org.sparkprop.worker.round;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.NonFiniteException;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.Shard;

/**
 * What a group of shards does in a round: for each shard the forward and backward passes over the
 * shard's slice, and the merging of what belongs together. Small, whatever the network; which
 * weights of which round is said by whoever runs it.
 *
 * @param run the run, which names files and workspaces on the executor
 * @param seed seed of everything random
 */
public record GradientTask(String run, NetworkSource network, RoundPlan plan, long seed)
    implements Serializable {
  /** Orders of the epoch under way, so that a round does not draw its epoch's order again. */
  private static final Map<String, EpochOrder> ORDERS = new ConcurrentHashMap<>();

  /** Runs a round on a group of neighbouring shards. */
  public RoundReport run(Round round, WeightsSource weights, Iterator<Shard> shards) {
    long started = System.nanoTime();
    Workspace workspace = WorkspacePool.take(run, network::newWorkspace);
    try {
      weights.into(workspace);
      long ready = System.nanoTime();
      MergeTree sums = new MergeTree(plan.shards());
      int first = -1;
      String divergence = "";
      long rows = 0;
      while (shards.hasNext() && divergence.isEmpty()) {
        Shard shard = shards.next();
        first = first < 0 ? shard.number() : first;
        try {
          GradientSum sum = slice(shard, round, workspace);
          rows += sum.rows();
          sums.addShard(shard.number(), sum);
        } catch (NonFiniteException | UnusableInputException e) {
          divergence = "shard " + shard.number() + ": " + e.getMessage();
        }
      }
      long done = System.nanoTime();
      String executor = SparkEnv.get().executorId();
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      List<Integer> groups = first < 0 ? List.of() : List.of(first);
      return new RoundReport(
          groups, executor, host, ready - started, done - ready, divergence, rows, sums.nodes());
    } finally {
      WorkspacePool.giveBack(run, workspace);
    }
  }

  private GradientSum slice(Shard shard, Round round, Workspace workspace) {
    int number = shard.number();
    int[] rows =
        order(shard, round.epoch())
            .rows(plan.sliceStart(number, round.ofEpoch()), plan.sliceEnd(number, round.ofEpoch()));
    workspace.clearGradient();
    LossSums sums = new LossSums();
    int most = workspace.network().microBatchRows(rows.length);
    for (int from = 0; from < rows.length; from += most) {
      int count = Math.min(most, rows.length - from);
      MicroBatch batch = workspace.microBatch(count);
      try {
        shard.file().read(rows, from, count, batch.input().bytes(), batch.target(), batch.weight());
      } catch (IOException e) {
        throw new UncheckedIOException("shard " + number + " cannot be read", e);
      }
      workspace.train(count, new NoiseKey(seed, round.number(), number, from), sums);
    }
    FlatVector gradient =
        FlatVector.zeros(workspace.precision(), workspace.network().parameterCount());
    workspace.copyGradientTo(gradient);
    return new GradientSum(gradient, sums.loss(), sums.weight(), rows.length);
  }

  private EpochOrder order(Shard shard, long epoch) {
    String key = run + "/" + shard.number();
    EpochOrder order = ORDERS.remove(key);
    if (order == null || !order.isOf(epoch, shard.file().rows())) {
      order = new EpochOrder(shard.file().rows(), seed, epoch, shard.number());
    }
    // Taken out while in use: two attempts of one task at once each have their own.
    ORDERS.put(key, order);
    return order;
  }

  /** Forgets what was kept for a run on this executor. */
  public static void forget(String run) {
    ORDERS.keySet().removeIf(key -> key.startsWith(run + "/"));
  }
}
