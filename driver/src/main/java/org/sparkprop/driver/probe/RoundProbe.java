package org.sparkprop.driver.probe;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.plan.ComputeSpeed;
import org.sparkprop.driver.plan.Hosts;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundPlan;

/**
 * Runs real rounds on the run's rows, always with the same weights: nothing is learned, and nothing
 * can diverge that would not in a training's first round.
 */
record RoundProbe(PreparedRun run, FlatVector weights) {
  /** Slices of these rows are tried, as far as a shard has them. */
  private static final int[] SLICES = {1, 8, 32, 128, 512, 2048, 8192};

  /** The medians of rounds of one kind. */
  record Usual(double seconds, double compute) {
    double beyondCompute() {
      return seconds - compute;
    }
  }

  /** Rounds of a plan, for so many seconds after the first. */
  Usual usual(RoundMode mode, RoundPlan plan, double seconds) {
    try (RoundEngine engine = run.engine(mode, plan)) {
      // The first round opens files and starts what stays.
      List<RoundTimes> rounds = new ArrayList<>();
      engine.run(weights, Round.of(1, plan.roundsPerEpoch()));
      Repeated.values(
          seconds,
          () -> {
            long number = 2L + rounds.size();
            RoundTimes times = engine.run(weights, Round.of(number, plan.roundsPerEpoch())).times();
            rounds.add(times);
            return times.seconds();
          });
      return new Usual(
          Repeated.median(rounds.stream().map(RoundTimes::seconds).toList()),
          Repeated.median(rounds.stream().map(RoundTimes::compute).toList()));
    }
  }

  /** What slices of several lengths take on these hosts. */
  List<ComputeSpeed.Sample> slices(RoundMode mode, Hosts hosts, double seconds) {
    int shards = run.plan().shards();
    long slicesOfTask = hosts.slicesOfTask(shards);
    List<Long> lengths = lengths();
    return lengths.stream()
        .map(
            rows -> {
              RoundPlan plan = new RoundPlan(run.plan().rows(), shards, rows * shards);
              double compute = usual(mode, plan, seconds / lengths.size()).compute();
              return new ComputeSpeed.Sample(rows, Math.max(1e-9, compute / slicesOfTask));
            })
        .toList();
  }

  private List<Long> lengths() {
    long longest = Math.max(1, run.plan().rows() / run.plan().shards());
    List<Long> lengths = new ArrayList<>();
    for (long rows : SLICES) {
      if (rows < longest) {
        lengths.add(rows);
      }
    }
    lengths.add(Math.min(longest, SLICES[SLICES.length - 1]));
    return lengths.stream().distinct().toList();
  }
}
