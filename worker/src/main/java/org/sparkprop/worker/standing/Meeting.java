package org.sparkprop.worker.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;

/**
 * Where the driver and a run's standing tasks meet: the driver lays out a round, the executors ask
 * for it, and come back with their merged sums when they ask for the next. Nobody is called: who
 * has nothing to do has an unanswered question here.
 *
 * <p>A round's sums may be given again after a failure: tasks of a later attempt of the stage begin
 * the round anew, and what earlier attempts have said of it is forgotten.
 */
public final class Meeting implements AutoCloseable {
  /** Unanswered questions are answered with «wait» after this time, and asked again. */
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static final long LOOK_UP_MILLIS = 500;
  private static final Map<String, Meeting> OPEN = new ConcurrentHashMap<>();

  /** What a round came to. */
  public record Outcome(GradientSum sum, List<RoundReport> reports) {}

  private record Question(int attempt, long lastRound, long since, Consumer<Assignment> reply) {}

  private final String run;
  private final int shards;
  private final List<Question> questions = new ArrayList<>();
  private Assignment current = Assignment.WAIT;
  private MergeTree sums;
  private List<RoundReport> reports = new ArrayList<>();
  private boolean complete;
  private String divergence = "";
  private int attempt;
  private Optional<Throwable> failure = Optional.empty();

  private Meeting(String run, int shards) {
    this.run = run;
    this.shards = shards;
  }

  /** Opens the meeting of a run of so many shards, for this JVM's driver. */
  public static Meeting open(String run, int shards) {
    Meeting meeting = new Meeting(run, shards);
    OPEN.put(run, meeting);
    return meeting;
  }

  /** The run's meeting, if it is in this JVM. */
  static Optional<Meeting> find(String run) {
    return Optional.ofNullable(OPEN.get(run));
  }

  /** Takes what an executor says; the reply comes at once or when there is one, on any thread. */
  void ask(Request request, Consumer<Assignment> reply) {
    List<Runnable> replies = new ArrayList<>();
    synchronized (this) {
      if (request.attempt() > attempt) {
        attempt = request.attempt();
        restart();
      }
      boolean stale = request.attempt() < attempt;
      if (!stale && request.report().isPresent()) {
        take(request.lastRound(), request.report().get());
      }
      if (stale || current.kind() == Assignment.Kind.END) {
        replies.add(() -> reply.accept(Assignment.END));
      } else if (isNew(request.lastRound())) {
        Assignment now = current;
        replies.add(() -> reply.accept(now));
      } else {
        questions.add(
            new Question(request.attempt(), request.lastRound(), System.nanoTime(), reply));
      }
    }
    replies.forEach(Runnable::run);
  }

  private boolean isNew(long lastRound) {
    return current.kind() == Assignment.Kind.ROUND && current.round().number() > lastRound;
  }

  private void restart() {
    if (!complete && current.kind() == Assignment.Kind.ROUND) {
      sums = new MergeTree(shards);
      reports = new ArrayList<>();
      divergence = "";
    }
  }

  private void take(long round, RoundReport report) {
    boolean wanted =
        current.kind() == Assignment.Kind.ROUND && !complete && current.round().number() == round;
    if (!wanted) {
      return;
    }
    reports.add(report);
    report.nodes().forEach(sums::add);
    divergence = divergence.isEmpty() ? report.divergence() : divergence;
    complete = !divergence.isEmpty() || sums.isComplete();
    if (complete) {
      notifyAll();
    }
  }

  /**
   * Lays out a round and waits for its sums.
   *
   * @param givenUp asked now and then while waiting
   * @return nothing where it was given up
   * @throws StandingFailure if the tasks failed
   */
  public Optional<Outcome> hold(Round round, FlatVector weights, BooleanSupplier givenUp)
      throws InterruptedException {
    synchronized (this) {
      sums = new MergeTree(shards);
      reports = new ArrayList<>();
      complete = false;
      divergence = "";
      failure = Optional.empty();
    }
    answerAll(Assignment.of(round, weights));
    while (true) {
      synchronized (this) {
        if (!complete && failure.isEmpty()) {
          wait(LOOK_UP_MILLIS);
        }
        if (complete) {
          return Optional.of(
              new Outcome(divergence.isEmpty() ? sums.total() : null, List.copyOf(reports)));
        }
        if (failure.isPresent()) {
          throw new StandingFailure(failure.get());
        }
      }
      if (givenUp.getAsBoolean()) {
        return Optional.empty();
      }
      answerImpatient();
    }
  }

  /** Has all tasks end, those that are still to ask included. */
  public void dismiss() {
    answerAll(Assignment.END);
  }

  /** Lets tasks in again after {@link #dismiss}, those of a new stage from its first attempt on. */
  public synchronized void reopen() {
    current = Assignment.WAIT;
    attempt = 0;
  }

  /** Says that the tasks have failed for good. */
  public synchronized void fail(Throwable cause) {
    failure = Optional.of(cause);
    notifyAll();
  }

  private void answerAll(Assignment assignment) {
    List<Question> answered;
    synchronized (this) {
      current = assignment;
      answered = List.copyOf(questions);
      questions.clear();
    }
    answered.forEach(
        question ->
            question.reply.accept(question.attempt == attemptNow() ? assignment : Assignment.END));
  }

  private synchronized int attemptNow() {
    return attempt;
  }

  private void answerImpatient() {
    List<Question> answered;
    synchronized (this) {
      long now = System.nanoTime();
      answered = questions.stream().filter(q -> now - q.since > PATIENCE_NANOS).toList();
      questions.removeAll(answered);
    }
    answered.forEach(question -> question.reply.accept(Assignment.WAIT));
  }

  @Override
  public void close() {
    OPEN.remove(run, this);
    dismiss();
  }
}
