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
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.Merging;
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
  private final Merging merging;
  private final List<Answer> answers = new ArrayList<>();
  private int arrived;
  private int left;
  private long generation;
  private Delivery current = Delivery.without(Assignment.WAIT);
  private RuntimeException failure;

  private ExecutorTable(DriverLink link, int attempt, int tasks, Merging merging) {
    this.link = link;
    this.attempt = attempt;
    this.tasks = tasks;
    this.merging = merging;
  }

  /**
   * The table of the tasks of one attempt of a stage on this executor.
   *
   * @param tasks how many of them are here
   */
  static ExecutorTable of(
      MeetingPlace place, String stage, int attempt, int tasks, Merging merging) {
    return TABLES.computeIfAbsent(
        place.run() + "/" + stage + "/" + attempt,
        key -> new ExecutorTable(DriverLink.to(place), attempt, tasks, merging));
  }

  /** A task leaves; the last one takes the table away. */
  synchronized void leave() {
    left++;
    if (left == 1 && current.assignment().kind() != Assignment.Kind.END && failure == null) {
      failure = new IllegalStateException("another task of this executor has ended");
      notifyAll();
    }
    if (left == tasks) {
      TABLES.values().remove(this);
      link.close();
    }
  }

  /** Hands in an answer, if there is one, and waits for what comes next. */
  Delivery exchange(Optional<Answer> answer) {
    Optional<Answer> merged;
    long lastStep;
    synchronized (this) {
      answer.ifPresent(answers::add);
      arrived++;
      if (arrived < tasks) {
        return awaitOthers();
      }
      merged = merged();
      lastStep = current.assignment().step();
    }
    try {
      return spread(askUntilAnswered(lastStep, merged));
    } catch (RuntimeException e) {
      fail(e);
      throw e;
    }
  }

  private Delivery awaitOthers() {
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

  /** All tasks' answers as one; they are answers to one assignment, and so of one kind. */
  private Optional<Answer> merged() {
    MergeTree sums = merging.tree();
    List<RoundReport> reports = new ArrayList<>();
    List<EvaluationTask.OfShard> measures = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer instanceof Answer.Gradient told) {
        reports.add(told.report());
        told.report().nodes().forEach(sums::add);
      } else if (answer instanceof Answer.Measures told) {
        measures.addAll(told.shards());
      }
    }
    boolean any = !answers.isEmpty();
    answers.clear();
    if (!reports.isEmpty()) {
      RoundReport merged =
          RoundReport.merged(reports, sums.nodes()).afterFetch(current.fetchNanos());
      return Optional.of(new Answer.Gradient(merged));
    }
    return any ? Optional.of(new Answer.Measures(measures)) : Optional.empty();
  }

  private Delivery askUntilAnswered(long lastStep, Optional<Answer> answer) {
    Delivery delivery = await(link.ask(attempt, lastStep, answer));
    while (delivery.assignment().kind() == Assignment.Kind.WAIT) {
      delivery = await(link.ask(attempt, lastStep, Optional.empty()));
    }
    return delivery;
  }

  private static Delivery await(CompletableFuture<Delivery> answer) {
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

  private synchronized Delivery spread(Delivery delivery) {
    current = delivery;
    arrived = 0;
    generation++;
    notifyAll();
    return delivery;
  }

  private synchronized void fail(RuntimeException cause) {
    failure = cause;
    notifyAll();
  }
}
