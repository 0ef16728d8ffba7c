package org.sparkprop.driver.round;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.worker.round.ExecutorProcess;
import org.sparkprop.worker.round.RoundReport;

/**
 * Where a round's time went, in seconds. The parts add up to the whole: where executors work side
 * by side, it is the one that took longest that counts.
 *
 * @param seconds from the weights to the sum
 * @param distribution until the weights were in place
 * @param compute of the passes, reading included
 * @param aggregation until the sum was whole
 * @param scheduling what Spark took to start and end tasks; 0 for tasks that stay
 * @param traffic what went over the network for it
 * @param executors one for each executor that took part, by name
 */
public record RoundTimes(
    double seconds,
    double distribution,
    double compute,
    double aggregation,
    double scheduling,
    Traffic traffic,
    List<OfExecutor> executors) {
  /**
   * An executor's part of a round.
   *
   * @param tasks how many it had at once
   * @param waiting what was left of the round when it had computed
   * @param weightBytes how many bytes of weights came to it over the network
   */
  public record OfExecutor(
      ExecutorProcess executor,
      int tasks,
      long rows,
      double distribution,
      double compute,
      double waiting,
      long weightBytes) {
    /** Rows a second of one of its tasks. */
    public double speed() {
      return rows / Math.max(1e-9, compute * Math.max(1, tasks));
    }
  }

  private static final double NANOS = 1e-9;

  /** Before there is any. */
  static final RoundTimes NONE = new RoundTimes(0, 0, 0, 0, 0, new Traffic(0, 0), List.of());

  /**
   * Of tasks that stay: what is neither on the way to them nor in them is on the way back.
   *
   * @param sumBytes how many bytes the sums took on their way
   */
  static RoundTimes standing(long nanos, List<RoundReport> reports, long sumBytes) {
    double distribution = longestSetup(reports);
    double compute = longestCompute(reports);
    double seconds = nanos * NANOS;
    List<OfExecutor> executors = executors(seconds, reports);
    return new RoundTimes(
        seconds,
        distribution,
        compute,
        Math.max(0, seconds - distribution - compute),
        0,
        traffic(executors, sumBytes),
        executors);
  }

  /**
   * Of a round that is a Spark job.
   *
   * @param broadcastNanos until the weights could be fetched
   * @param jobNanos of the job itself
   * @param mergeNanos of the driver's own merging
   * @param sumBytes how many bytes the sums took on their way
   */
  static RoundTimes job(
      long broadcastNanos,
      long jobNanos,
      long mergeNanos,
      List<RoundReport> reports,
      long sumBytes) {
    double setup = longestSetup(reports);
    double compute = longestCompute(reports);
    double seconds = (broadcastNanos + jobNanos + mergeNanos) * NANOS;
    List<OfExecutor> executors = executors(seconds, reports);
    return new RoundTimes(
        seconds,
        broadcastNanos * NANOS + setup,
        compute,
        mergeNanos * NANOS,
        Math.max(0, jobNanos * NANOS - setup - compute),
        traffic(executors, sumBytes),
        executors);
  }

  /** Of two passes one after the other, on the same executors but for any that was lost between. */
  RoundTimes plus(RoundTimes next) {
    return new RoundTimes(
        seconds + next.seconds,
        distribution + next.distribution,
        compute + next.compute,
        aggregation + next.aggregation,
        scheduling + next.scheduling,
        traffic.plus(next.traffic),
        next.executors.stream().map(this::plus).toList());
  }

  private OfExecutor plus(OfExecutor next) {
    for (OfExecutor before : executors) {
      if (before.executor.id().equals(next.executor.id())) {
        return new OfExecutor(
            next.executor,
            next.tasks,
            next.rows,
            before.distribution + next.distribution,
            before.compute + next.compute,
            before.waiting + next.waiting,
            before.weightBytes + next.weightBytes);
      }
    }
    return next;
  }

  private static Traffic traffic(List<OfExecutor> executors, long sumBytes) {
    return new Traffic(executors.stream().mapToLong(OfExecutor::weightBytes).sum(), sumBytes);
  }

  private static double longestSetup(List<RoundReport> reports) {
    return NANOS * reports.stream().mapToLong(RoundReport::setupNanos).max().orElse(0);
  }

  private static double longestCompute(List<RoundReport> reports) {
    return NANOS * reports.stream().mapToLong(RoundReport::computeNanos).max().orElse(0);
  }

  private static List<OfExecutor> executors(double seconds, List<RoundReport> reports) {
    Map<String, List<RoundReport>> byExecutor = new LinkedHashMap<>();
    reports.forEach(
        report ->
            byExecutor
                .computeIfAbsent(report.executor().id(), key -> new ArrayList<>())
                .add(report));
    return byExecutor.values().stream()
        .map(of -> RoundReport.merged(of, List.of()))
        .map(
            of -> {
              double setup = of.setupNanos() * NANOS;
              double compute = of.computeNanos() * NANOS;
              return new OfExecutor(
                  of.executor(),
                  of.groups().size(),
                  of.rows(),
                  setup,
                  compute,
                  Math.max(0, seconds - setup - compute),
                  of.weightBytes());
            })
        .sorted(Comparator.comparing((OfExecutor of) -> of.executor().id()))
        .toList();
  }
}
