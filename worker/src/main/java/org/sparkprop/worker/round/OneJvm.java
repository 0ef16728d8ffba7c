package org.sparkprop.worker.round;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.shard.Shard;

/**
 * What the driver and a job's tasks hand each other by reference where they are one JVM, as in
 * Spark's local mode: neither weights nor sums become bytes.
 */
public final class OneJvm implements AutoCloseable {
  private static final Map<String, OneJvm> OPEN = new ConcurrentHashMap<>();

  private final String run;
  private final Map<Integer, RoundReport> reports = new ConcurrentHashMap<>();
  private volatile FlatVector weights;

  private OneJvm(String run) {
    this.run = run;
  }

  /** Opens the exchange of a run. */
  public static OneJvm open(String run) {
    OneJvm opened = new OneJvm(run);
    OPEN.put(run, opened);
    return opened;
  }

  /**
   * Lays out a round's weights.
   *
   * @param laid not to be changed until the round is over
   */
  public void lay(FlatVector laid) {
    reports.clear();
    weights = laid;
  }

  /** The reports of the round's tasks with their sums, which are the taker's. */
  public List<RoundReport> take() {
    List<RoundReport> taken = List.copyOf(reports.values());
    reports.clear();
    return taken;
  }

  @Override
  public void close() {
    OPEN.remove(run, this);
  }

  /** A task's part of a round: takes the weights from here, and leaves its sums here. */
  public record Task(GradientTask task, Round round) implements RoundTask {
    @Override
    public RoundReport run(Iterator<Shard> shards) {
      OneJvm exchange = OPEN.get(task.run());
      if (exchange == null) {
        throw new IllegalStateException("the run " + task.run() + " is over");
      }
      RoundReport report =
          task.run(round, workspace -> workspace.setWeights(exchange.weights), shards);
      // A task that is tried again takes the place of its first try.
      exchange.reports.put(report.groups().get(0), report);
      return report.with(List.of());
    }
  }
}
