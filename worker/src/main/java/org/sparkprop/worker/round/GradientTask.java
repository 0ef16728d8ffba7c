package org.sparkprop.worker.round;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sparkprop.common.augmentation.Augmentations;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.compression.ErrorFeedback;
import org.sparkprop.common.compression.GradientCompression;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.LocalSteps;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.NoiseKey;
import org.sparkprop.common.network.NonFiniteException;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.runtime.VectorPool;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.ReadAhead;
import org.sparkprop.worker.shard.Shard;

/**
 * What a group of shards does in a round: for each shard the forward and backward passes over the
 * shard's slice, and the merging of what belongs together. Small, whatever the network; which
 * weights of which round is said by whoever runs it.
 *
 * @param run the run, which names files, workspaces and residuals on the executor
 * @param seed seed of everything random
 * @param augmentation of each row, before the first layer
 * @param compression of each shard's sum
 * @param localSteps of each shard in a round
 */
public record GradientTask(
    String run,
    NetworkSource network,
    RoundPlan plan,
    long seed,
    Augmentations augmentation,
    GradientCompression compression,
    LocalSteps localSteps)
    implements Serializable {
  /** Orders of the epoch under way, so that a round does not draw its epoch's order again. */
  private static final Map<String, EpochOrder> ORDERS = new ConcurrentHashMap<>();

  /** How the sums are merged. */
  public Merging merging() {
    return new Merging(plan.shards(), network.sumNumbers(), network.precision(), compression);
  }

  /** Runs a round on a group of neighbouring shards. */
  public RoundReport run(Round round, WeightsSource weights, Iterator<Shard> shards) {
    long started = System.nanoTime();
    Workspace workspace = WorkspacePool.take(run, network::newWorkspace);
    try {
      weights.into(workspace);
      Optional<LocalDescent> descent =
          localSteps.steps() == 1
              ? Optional.empty()
              : Optional.of(new LocalDescent(workspace, localSteps.learningRate()));
      long ready = System.nanoTime();
      MergeTree sums = merging().tree(spent -> VectorPool.giveBack(run, spent));
      List<Integer> forgetful = new ArrayList<>();
      int first = -1;
      String divergence = "";
      long rows = 0;
      int computed = 0;
      while (shards.hasNext() && divergence.isEmpty()) {
        Shard shard = shards.next();
        first = first < 0 ? shard.number() : first;
        try {
          GradientSum sum = slice(shard, round, workspace, descent);
          rows += sum.rows();
          computed++;
          if (!compression.isExact() && !compressed(shard.number(), round, sum.gradient())) {
            forgetful.add(shard.number());
          }
          sums.addShard(shard.number(), sum);
        } catch (NonFiniteException | UnusableInputException e) {
          divergence = "shard " + shard.number() + ": " + e.getMessage();
        }
      }
      long done = System.nanoTime();
      List<Integer> groups = first < 0 ? List.of() : List.of(first);
      return new RoundReport(
          groups,
          computed,
          ExecutorProcess.here(),
          ready - started,
          done - ready,
          divergence,
          rows,
          forgetful,
          0,
          sums.nodes());
    } finally {
      WorkspacePool.giveBack(run, workspace);
    }
  }

  /**
   * Leaves of a shard's sum what is sent of it, and keeps the rest for the next round.
   *
   * @return whether there was a residual to add, or could be none
   */
  private boolean compressed(int shard, Round round, FlatVector sum) {
    Optional<FlatVector> before = Residuals.before(run, shard, round.number());
    FlatVector after =
        ErrorFeedback.apply(
            compression,
            sum,
            before.orElseGet(() -> FlatVector.zeros(sum.precision(), sum.length())),
            plan.rowsByThoseBefore(round.ofEpoch()),
            plan.rowsOfRound(round.ofEpoch()) / (double) plan.shards());
    Residuals.keep(run, shard, round.number(), before, after);
    return before.isPresent() || round.number() == 1;
  }

  private GradientSum slice(
      Shard shard, Round round, Workspace workspace, Optional<LocalDescent> descent) {
    int number = shard.number();
    int start = plan.sliceStart(number, round.ofEpoch());
    int rows = plan.sliceEnd(number, round.ofEpoch()) - start;
    EpochOrder order = takeOrder(shard, round.epoch());
    List<int[]> parts = new ArrayList<>();
    for (int step = 0; step < localSteps.steps(); step++) {
      parts.add(order.rows(start + partStart(rows, step), start + partStart(rows, step + 1)));
    }
    ReadAhead.begin(shard.file(), () -> nextSlice(number, round, order));
    LossSums sums = new LossSums();
    for (int step = 0; step < parts.size(); step++) {
      LossSums ofStep = new LossSums();
      workspace.clearGradient();
      passes(shard, round, parts.get(step), partStart(rows, step), workspace, ofStep);
      descent.ifPresent(steps -> steps.step(ofStep.weight()));
      sums.add(ofStep.loss(), ofStep.weight());
    }
    ORDERS.put(orderKey(number), order);
    FlatVector gradient = VectorPool.take(run, network.precision(), network.sumNumbers());
    if (round.givesGradient()) {
      descent.ifPresentOrElse(
          steps -> steps.finish(sums.weight(), gradient), () -> workspace.copyGradientTo(gradient));
    } else {
      workspace.copyBatchSumsTo(gradient);
    }
    return new GradientSum(gradient, sums.loss(), sums.weight(), rows);
  }

  /** The rows that the shard gives to the next round of the epoch. */
  private int[] nextSlice(int shard, Round round, EpochOrder order) {
    long next = round.ofEpoch() + 1;
    return order.rows(plan.sliceStart(shard, next), plan.sliceEnd(shard, next));
  }

  /** Where the part of a slice begins that a local step takes. */
  private int partStart(int rows, int step) {
    return (int) ((long) rows * step / localSteps.steps());
  }

  /**
   * Forward and backward passes over rows of a shard, or those that prepare them.
   *
   * @param place of the first of them in the slice, of which noise depends
   */
  private void passes(
      Shard shard, Round round, int[] rows, int place, Workspace workspace, LossSums sums) {
    int number = shard.number();
    int most = workspace.network().microBatchRows(rows.length);
    for (int from = 0; from < rows.length; from += most) {
      int count = Math.min(most, rows.length - from);
      MicroBatch batch = workspace.microBatch(count);
      ShardFile file = shard.file();
      final long reading = System.nanoTime();
      try {
        batch.read(file, rows, from);
      } catch (IOException e) {
        throw new UncheckedIOException("shard " + number + " cannot be read", e);
      }
      ReadAhead.wasRead(file, count * file.rowBytes(), System.nanoTime() - reading);
      NoiseKey key = new NoiseKey(seed, round.number(), number, place + from);
      augmentation.apply(workspace.network(), batch, key);
      try {
        if (round.givesGradient()) {
          workspace.train(count, key, sums);
        } else {
          workspace.prepare(round.preparation(), count, key, sums);
        }
      } catch (NonFiniteException e) {
        throw new NonFiniteException(
            "%s, in rows %d to %d of its slice"
                .formatted(e.getMessage(), place + from + 1, place + from + count));
      }
    }
  }

  private String orderKey(int shard) {
    return run + "/" + shard;
  }

  /** Taken out while in use: two attempts of one task at once each have their own. */
  private EpochOrder takeOrder(Shard shard, long epoch) {
    EpochOrder order = ORDERS.remove(orderKey(shard.number()));
    return order != null && order.isOf(epoch, shard.file().rows())
        ? order
        : new EpochOrder(shard.file().rows(), seed, epoch, shard.number());
  }

  /** Forgets what was kept for a run on this executor. */
  public static void forget(String run) {
    ORDERS.keySet().removeIf(key -> key.startsWith(run + "/"));
    Residuals.forget(run);
  }
}
