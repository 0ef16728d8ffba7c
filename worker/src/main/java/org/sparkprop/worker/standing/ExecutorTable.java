package org.sparkprop.worker.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.RoundReport;

/**
 * Where an executor's own standing tasks meet: the sums of all are merged before anything leaves
 * the executor, the last of them asks the driver for all, and the weights arrive once.
 */
final class ExecutorTable {
  private static final long LOOK_UP_MILLIS = 500;
  private static final Map<String, ExecutorTable> TABLES = new ConcurrentHashMap<>();

  private final DriverLink link;
  private final int attempt;
  private final int tasks;
  private final int shards;
  private MergeTree sums;
  private List<RoundReport> reports = new ArrayList<>();
  private int arrived;
  private int left;
  private long generation;
  private long lastRound;
  private Assignment current = Assignment.WAIT;
  private RuntimeException failure;

  private ExecutorTable(DriverLink link, int attempt, int tasks, int shards) {
    this.link = link;
    this.attempt = attempt;
    this.tasks = tasks;
    this.shards = shards;
    this.sums = new MergeTree(shards);
  }

  /**
   * The table of the tasks of one attempt of a stage on this executor.
   *
   * @param tasks how many of them are here
   */
  static ExecutorTable of(MeetingPlace place, String stage, int attempt, int tasks, int shards) {
    return TABLES.computeIfAbsent(
        place.run() + "/" + stage + "/" + attempt,
        key -> new ExecutorTable(DriverLink.to(place), attempt, tasks, shards));
  }

  /** A task leaves; the last one takes the table away. */
  synchronized void leave() {
    left++;
    if (left == 1 && current.kind() != Assignment.Kind.END && failure == null) {
      failure = new IllegalStateException("another task of this executor has ended");
      notifyAll();
    }
    if (left == tasks) {
      TABLES.values().remove(this);
      link.close();
    }
  }

  /** Hands in a report, if there is one, and waits for what comes next. */
  Assignment exchange(Optional<RoundReport> report) {
    Request request;
    synchronized (this) {
      report.ifPresent(
          one -> {
            reports.add(one);
            one.nodes().forEach(sums::add);
          });
      arrived++;
      if (arrived < tasks) {
        return awaitOthers();
      }
      request = new Request(attempt, lastRound, merged());
    }
    try {
      return spread(askUntilAnswered(request));
    } catch (RuntimeException e) {
      fail(e);
      throw e;
    }
  }

  private Assignment awaitOthers() {
    long mine = generation;
    try {
      while (generation == mine && failure == null) {
        wait(LOOK_UP_MILLIS);
        TaskContext.get().killTaskIfInterrupted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      TaskContext.get().killTaskIfInterrupted();
      throw new IllegalStateException(
          "interrupted while waiting for the executor's other tasks", e);
    }
    if (failure != null) {
      throw new IllegalStateException("the executor's tasks cannot go on", failure);
    }
    return current;
  }

  private Optional<RoundReport> merged() {
    if (reports.isEmpty()) {
      return Optional.empty();
    }
    RoundReport merged = RoundReport.merged(reports, sums.nodes());
    reports = new ArrayList<>();
    sums = new MergeTree(shards);
    return Optional.of(merged);
  }

  private Assignment askUntilAnswered(Request first) {
    Assignment answer = await(link.ask(first));
    while (answer.kind() == Assignment.Kind.WAIT) {
      answer = await(link.ask(new Request(attempt, first.lastRound(), Optional.empty())));
    }
    return answer;
  }

  private static Assignment await(CompletableFuture<Assignment> answer) {
    try {
      while (true) {
        try {
          return answer.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          TaskContext.get().killTaskIfInterrupted();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      TaskContext.get().killTaskIfInterrupted();
      throw new IllegalStateException("interrupted while waiting for the driver", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the driver cannot be reached", e.getCause());
    }
  }

  private synchronized Assignment spread(Assignment answer) {
    current = answer;
    if (answer.kind() == Assignment.Kind.ROUND) {
      lastRound = answer.round().number();
    }
    arrived = 0;
    generation++;
    notifyAll();
    return answer;
  }

  private synchronized void fail(RuntimeException cause) {
    failure = cause;
    notifyAll();
  }
}
