package org.sparkprop.driver.plan;

import java.util.Locale;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.round.JobRoundEngine;
import org.sparkprop.worker.standing.TopologyRule;

/** The ways that weights and sums take. */
public enum Topology {
  /** Standing tasks: every executor exchanges whole vectors with the driver. */
  STAR(RoundMode.STANDING),
  /**
   * Standing tasks: each executor sums one range of the vector for all, and the driver exchanges
   * one range with each.
   */
  PEERS(RoundMode.STANDING),
  /** A job a round: broadcast in blocks, and the driver collects every task's sums. */
  COLLECT(RoundMode.JOB),
  /** A job a round: broadcast in blocks, and a second stage merges ranges before the driver. */
  SLICES(RoundMode.JOB);

  private final RoundMode mode;

  Topology(RoundMode mode) {
    this.mode = mode;
  }

  public RoundMode mode() {
    return mode;
  }

  /** The way that the engine of a mode takes by its own rule. */
  static Topology of(RoundMode mode, Workload workload, Hosts hosts) {
    return switch (mode) {
      case JOB ->
          JobRoundEngine.mergesBySlices((long) workload.weights(), hosts.tasks(workload.shards()))
              ? SLICES
              : COLLECT;
      case STANDING -> standing(workload, hosts.computing());
    };
  }

  private static Topology standing(Workload workload, int executors) {
    return switch (new TopologyRule(executors, (long) workload.weights()).choice()) {
      case STAR -> STAR;
      case PEERS -> PEERS;
    };
  }

  /** For people: {@code standing, star}. */
  public String text() {
    return (mode + ", " + name()).toLowerCase(Locale.ROOT);
  }
}
