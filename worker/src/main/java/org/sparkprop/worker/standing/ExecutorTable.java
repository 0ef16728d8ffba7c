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
import org.sparkprop.worker.runtime.VectorPool;

/**
 * Where an executor's own standing tasks meet: the sums of all are merged before anything leaves
 * the executor, the last of them asks the driver for all, and the weights arrive once.
 */
final class ExecutorTable {
  private static final long LOOK_UP_MILLIS = 500;
  private static final Map<String, ExecutorTable> TABLES = new ConcurrentHashMap<>();

  private final String run;
  private final DriverLink link;
  private final int tasks;
  private final Merging merging;
  private final List<Answer> answers = new ArrayList<>();
  private int arrived;
  private int left;
  private boolean met;
  private long generation;
  private Delivery current = Delivery.without(Assignment.WAIT);
  private RuntimeException failure;

  private ExecutorTable(String run, DriverLink link, int tasks, Merging merging) {
    this.run = run;
    this.link = link;
    this.tasks = tasks;
    this.merging = merging;
  }

  /** The table of the tasks of one attempt of a stage on this executor. */
  static ExecutorTable of(MeetingPlace place, Seat seat) {
    return TABLES.computeIfAbsent(
        place.run() + "/" + seat.attempt(),
        key ->
            new ExecutorTable(
                place.run(), DriverLink.to(place, seat), seat.tasks(), place.merging()));
  }

  /** Where other executors reach this one; empty where they need not. */
  String address() {
    return link.address();
  }

  /** Says where the executors are reached; all tasks say the same, before their first exchange. */
  synchronized void meet(List<String> addresses) {
    if (!met) {
      met = true;
      link.meet(addresses);
    }
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
      Delivery delivery = askUntilAnswered(lastStep, merged);
      merged.ifPresent(this::free);
      return spread(delivery);
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
    MergeTree sums = merging.tree(spent -> VectorPool.giveBack(run, spent));
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
          RoundReport.merged(reports, sums.nodes())
              .afterFetch(current.fetchNanos(), current.bytes());
      return Optional.of(new Answer.Gradient(merged));
    }
    return any ? Optional.of(new Answer.Measures(measures)) : Optional.empty();
  }

  /** Keeps the vectors of an answer that has been told, if it went out of this JVM. */
  private void free(Answer told) {
    if (link.sendsCopies() && told instanceof Answer.Gradient gradient) {
      gradient.report().nodes().forEach(n -> VectorPool.giveBack(run, n.sum().gradient()));
    }
  }

  private Delivery askUntilAnswered(long lastStep, Optional<Answer> answer) {
    Delivery delivery = await(link.ask(lastStep, answer));
    while (delivery.assignment().kind() == Assignment.Kind.WAIT) {
      delivery = await(link.ask(lastStep, Optional.empty()));
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
      throw new IllegalStateException(
          "interrupted while waiting for the driver and the other executors", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the exchange with the driver and the other executors failed", e.getCause());
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
