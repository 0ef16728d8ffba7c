package org.sparkprop.driver.plan;

import org.sparkprop.driver.configuration.RoundMode;

/**
 * How long a round takes, and of what.
 *
 * <p><b>Links.</b> The alpha-beta model (Hockney 1994): a message of n bytes takes L + n / B, where
 * L is the latency and B the rate of a host's link, which is shared by all messages into the host,
 * and by all out of it; the two directions do not disturb each other. Below, E executors have s
 * task slots each, W is the bytes of the weights, G those of a gradient sum, N the sums that all
 * executors send together ({@link SumCount}; E where shards and slots fit each other).
 *
 * <ul>
 *   <li><i>Star</i>, standing rounds: the driver's link carries every vector. Out L + E W / B, back
 *       L + N G / B. It grows with E, and has the least messages.
 *   <li><i>Peers</i>, standing rounds: reduce-scatter and all-gather as in Thakur, Rabenseifner and
 *       Gropp 2005 (\u00abOptimization of collective communication operations in MPICH\u00bb, long
 *       vectors), each range sent to its owner at once. Out: W / B in ranges from the driver, then
 *       (E - 1) / E W / B among the executors; back (E - 1) / E n G / B among them, n the sums of
 *       one executor, then G / B to the driver. Bytes hardly depend on E; the latency is counted
 *       four times and each executor handles E - 1 messages each way.
 *   <li><i>Broadcast</i> of a job: Spark's torrent of k blocks of 4 MiB (Cornet: Chowdhury et al.
 *       2011). All executors begin at once, so that each takes its first block from the driver and
 *       the others from whoever has them: (E + k - 1) W / (k B), and two questions a block.
 *   <li><i>Collect</i>, job rounds: each task's sums to the driver, tasks of one executor apart.
 *   <li><i>Slices</i>, job rounds of large networks: a shuffle in which every executor receives its
 *       ranges of all tasks' sums, one more stage, then G / B to the driver.
 * </ul>
 *
 * <p><b>Processors.</b> A process that takes n vectors adds them as they come: with k pieces on the
 * way, transfer t and handling h overlap to max(t, h) + min(t, h) / k. A task computes its slices
 * one after the other ({@link ComputeSpeed}). The driver's update is not divided: with the messages
 * and the tasks that it starts it is the serial part, which ends the gain from more executors at a
 * fixed batch (Amdahl 1967); a batch that grows with them lets it go on (Gustafson 1988).
 *
 * <p>Not in it: executors that differ, the slow start of TCP after a pause, hosts that hold several
 * executors, racks behind thinner links.
 */
public record RoundModel(Costs costs) {
  /** Spark's spark.broadcast.blockSize. */
  private static final double BROADCAST_BLOCK = 4 << 20;

  /** Numbers of a piece in which standing tasks and the driver exchange vectors. */
  private static final long STANDING_PIECE = 1 << 20;

  /** The same model on other links. */
  public RoundModel with(Link link) {
    return new RoundModel(costs.with(link));
  }

  /** The round as the mode's engine would run it. */
  public RoundForecast forecast(Workload workload, Hosts hosts, RoundMode mode) {
    return forecast(workload, hosts, Topology.of(mode, workload, hosts));
  }

  /** The round with its weights and sums on the ways of a topology. */
  public RoundForecast forecast(Workload workload, Hosts hosts, Topology topology) {
    Parts parts =
        hosts.isOneMachine()
            ? new Parts(workload, hosts, costs.with(Link.NONE), Handling.NONE)
            : new Parts(workload, hosts, costs, costs.handling());
    return switch (topology) {
      case STAR -> parts.star();
      case PEERS -> parts.peers();
      case COLLECT -> parts.collect();
      case SLICES -> parts.slices();
    };
  }

  /** Two steps on the same data in so many pieces: the second begins when a piece is there. */
  static double overlapped(double one, double other, int pieces) {
    return Math.max(one, other) + Math.min(one, other) / pieces;
  }

  /** One forecast, with its letters at hand. */
  private record Parts(Workload workload, Hosts hosts, Costs costs, Handling handling) {
    private double compute() {
      return costs.compute().seconds(hosts.slicesOfTask(workload.shards()), workload.sliceRows());
    }

    private double update() {
      return costs.numberUpdated() * workload.parameters();
    }

    private int executors() {
      return Math.min(hosts.computing(), hosts.tasks(workload.shards()));
    }

    private SumCount sums() {
      return SumCount.of(workload.shards(), hosts);
    }

    private double latency() {
      return costs.link().latency();
    }

    private double out(double bytes) {
      return bytes / costs.link().sent();
    }

    private double in(double bytes) {
      return bytes / costs.link().received();
    }

    /** Among executors the slower direction counts: what one sends another receives. */
    private double across(double bytes) {
      return Math.max(out(bytes), in(bytes));
    }

    private double encoded(double vectors) {
      return handling.numberSent() * workload.parameters() * vectors;
    }

    private double merged(double vectors) {
      return handling.numberMerged() * workload.parameters() * vectors;
    }

    private double messages(int count) {
      return handling.message() * count;
    }

    private int pieces() {
      return (int) Math.max(1, Workload.ceil(workload.parameters(), STANDING_PIECE));
    }

    /** Further pieces are asked for when the first is there, and handed in before the first. */
    private double latencyOfPieces() {
      return pieces() > 1 ? 2 * latency() : 0;
    }

    RoundForecast star() {
      int executors = executors();
      int pieces = pieces();
      double bytesOut = executors * workload.weights();
      double bytesIn = sums().ofExecutors() * workload.sum();
      // One piece is encoded once for all; further ones for each that asks.
      double encodings = pieces == 1 ? 1 : executors;
      double wait = latency() + latencyOfPieces() + messages(executors * pieces);
      return forecast(
          Topology.STAR,
          wait + overlapped(out(bytesOut), encoded(encodings), pieces),
          wait + overlapped(in(bytesIn), merged(sums().ofExecutors()), pieces),
          costs.rests().standing(),
          bytesOut,
          bytesIn);
    }

    RoundForecast peers() {
      int executors = executors();
      double share = (executors - 1.0) / executors;
      double wait = 2 * latency() + messages(executors) + messages(executors - 1);
      double gather = across(share * workload.weights());
      double scatter = across(share * sums().most() * workload.sum());
      double mergeThere = merged((double) sums().ofExecutors() / executors);
      return forecast(
          Topology.PEERS,
          wait + out(workload.weights()) + encoded(1) + gather + encoded(share),
          wait
              + overlapped(scatter, mergeThere, Math.max(1, executors - 1))
              + overlapped(in(workload.sum()), merged(1), executors),
          costs.rests().standing(),
          workload.weights(),
          workload.sum());
    }

    RoundForecast collect() {
      int tasks = hosts.tasks(workload.shards());
      double bytesIn = sums().ofTasks() * workload.sum();
      return forecast(
          Topology.COLLECT,
          broadcast(),
          2 * latency() + in(bytesIn) + merged(sums().ofTasks()),
          costs.scheduling().job() + costs.scheduling().task() * tasks + 2 * latency(),
          broadcastOut(),
          bytesIn);
    }

    RoundForecast slices() {
      int executors = executors();
      int tasks = hosts.tasks(workload.shards());
      double ofOne = sums().ofTasks() / (double) executors;
      double shuffle = across(ofOne * workload.sum() * (executors - 1) / executors);
      return forecast(
          Topology.SLICES,
          broadcast(),
          4 * latency()
              + messages(executors)
              + encoded(ofOne)
              + shuffle
              + merged(ofOne)
              + in(workload.sum())
              + merged(1),
          2 * costs.scheduling().job() + 2 * costs.scheduling().task() * tasks + 4 * latency(),
          broadcastOut(),
          workload.sum());
    }

    private int blocks() {
      return (int) Math.max(1, Math.ceil(workload.weights() / BROADCAST_BLOCK));
    }

    private double broadcast() {
      double turns = executors() + blocks() - 1.0;
      return costs.rests().job()
          + 4 * latency() * blocks()
          + encoded(1)
          + out(workload.weights() / blocks() * turns);
    }

    /** The driver gives every executor its first block, and at least each block once. */
    private double broadcastOut() {
      return workload.weights() * Math.max(1, executors() / (double) blocks());
    }

    private RoundForecast forecast(
        Topology topology,
        double distribution,
        double aggregation,
        double scheduling,
        double bytesOut,
        double bytesIn) {
      return new RoundForecast(
          topology,
          distribution,
          compute(),
          aggregation,
          scheduling,
          update(),
          hosts.isOneMachine() ? 0 : bytesOut,
          hosts.isOneMachine() ? 0 : bytesIn);
    }
  }
}
