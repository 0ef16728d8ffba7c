package org.sparkprop.worker.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundSums;

/**
 * Where the driver and a run's standing tasks meet: the driver lays out a step, a round or an
 * evaluation, the executors ask for it, and come back with what they made of it when they ask for
 * the next. Nobody is called: who has nothing to do has an unanswered question here.
 *
 * <p>A step's answers may be given again after a failure: tasks of a later attempt of the stage, or
 * of the stage of another job, begin the step anew, and what earlier attempts have said of it is
 * forgotten. Their tasks may live on for a while, and ask: they are told that it is over.
 */
public final class Meeting implements AutoCloseable {
  /** Unanswered questions are answered after this time, with «wait», and asked again. */
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static final long LOOK_UP_MILLIS = 500;
  private static final Map<String, Meeting> OPEN = new ConcurrentHashMap<>();

  private record Question(long attempt, long since, Consumer<Laid> reply) {}

  private record Delivered(int from, long since, Runnable reply) {}

  private final String run;
  private final int shards;
  private final List<Question> questions = new ArrayList<>();
  private final List<Delivered> deliveries = new ArrayList<>();
  private Laid current = Laid.WAIT;
  private Gathering gathering = new MeasureGathering(0);
  private long step;
  private long attempt = -1;
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

  /** Takes what an executor in this JVM says. */
  void next(Request.Next request, Consumer<Laid> reply) {
    next(request, 0, reply);
  }

  /**
   * Takes what an executor says; the reply comes at once or when there is one, on any thread.
   *
   * @param bytes of the message
   */
  void next(Request.Next request, long bytes, Consumer<Laid> reply) {
    List<Runnable> replies = new ArrayList<>();
    synchronized (this) {
      boolean stale = isStale(request.attempt());
      if (!stale && request.answer().isPresent() && isOfThisStep(request.lastStep())) {
        gathering.add(request.answer().get());
        gathering.count(bytes);
        replies.addAll(dealtWith());
      }
      boolean end = stale || current.assignment().kind() == Assignment.Kind.END;
      if (end || current.assignment().step() > request.lastStep()) {
        Laid now = end ? Laid.END : current;
        replies.add(() -> reply.accept(now));
      } else {
        questions.add(new Question(request.attempt(), System.nanoTime(), reply));
      }
    }
    replies.forEach(Runnable::run);
  }

  /**
   * Takes a further piece of a round's sums; the reply comes when more may be sent.
   *
   * @param bytes of the message
   */
  void sums(Request.Sums request, long bytes, Runnable reply) {
    List<Runnable> replies = new ArrayList<>();
    synchronized (this) {
      if (isStale(request.attempt()) || !isOfThisStep(request.step())) {
        replies.add(reply);
      } else {
        gathering.add(request);
        gathering.count(bytes);
        deliveries.add(new Delivered(request.from(), System.nanoTime(), reply));
        replies.addAll(dealtWith());
      }
    }
    replies.forEach(Runnable::run);
  }

  /** The step that is laid out, if it is this one. */
  synchronized Optional<Laid> laid(long wanted) {
    return current.assignment().step() == wanted ? Optional.of(current) : Optional.empty();
  }

  /** Whether this is of an attempt that is over; one that is new begins the step anew. */
  private boolean isStale(long ofAttempt) {
    if (ofAttempt > attempt) {
      attempt = ofAttempt;
      if (!gathering.isComplete()) {
        gathering = gathering.anew();
      }
    }
    return ofAttempt < attempt;
  }

  private boolean isOfThisStep(long ofStep) {
    return current.assignment().kind().isWork()
        && current.assignment().step() == ofStep
        && !gathering.isComplete();
  }

  /** The replies to pieces that have been dealt with; wakes the driver where all is in. */
  private List<Runnable> dealtWith() {
    if (gathering.isComplete()) {
      notifyAll();
    }
    return removed(d -> gathering.isComplete() || gathering.has(d.from));
  }

  private List<Runnable> removed(Predicate<Delivered> which) {
    List<Runnable> replies = deliveries.stream().filter(which).map(Delivered::reply).toList();
    deliveries.removeIf(which);
    return replies;
  }

  /**
   * Lays out a round and waits for its sums.
   *
   * @param weights not to be changed until this returns
   * @param sums of this round, with nothing in
   * @param givenUp asked now and then while waiting
   * @return nothing where it was given up
   * @throws StandingFailure if the tasks failed
   */
  public Optional<RoundSums> hold(
      Round round, FlatVector weights, RoundSums sums, BooleanSupplier givenUp)
      throws InterruptedException {
    layOut(number -> Assignment.round(number, round), weights, new GradientGathering(sums));
    return await(givenUp).map(complete -> ((GradientGathering) complete).sums());
  }

  /** Lays out an evaluation and waits for its measures, as {@link #hold} does for a round. */
  public Optional<List<EvaluationTask.OfShard>> evaluate(
      FlatVector weights, BooleanSupplier givenUp) throws InterruptedException {
    layOut(Assignment::evaluation, weights, new MeasureGathering(shards));
    return await(givenUp).map(complete -> ((MeasureGathering) complete).measures());
  }

  private void layOut(
      LongFunction<Assignment> assignment, FlatVector weights, Gathering nothingYet) {
    Laid laid;
    synchronized (this) {
      step++;
      gathering = nothingYet;
      laid = new Laid(assignment.apply(step), weights);
    }
    answerAll(laid);
  }

  private Optional<Gathering> await(BooleanSupplier givenUp) throws InterruptedException {
    while (true) {
      synchronized (this) {
        if (!gathering.isComplete() && failure.isEmpty()) {
          wait(LOOK_UP_MILLIS);
        }
        if (gathering.isComplete()) {
          return Optional.of(gathering);
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

  /** The executors that have said all they have to say of the step that is laid out. */
  public synchronized Set<String> answered() {
    return gathering.answered();
  }

  /** Has all tasks end, those that are still to ask included. */
  public void dismiss() {
    answerAll(Laid.END);
  }

  /** Lets the tasks of a new stage in; who was here before is none of them. */
  public synchronized void reopen() {
    current = Laid.WAIT;
    failure = Optional.empty();
    attempt++;
  }

  /** Says that the tasks have failed for good: no step has an end before others are let in. */
  public synchronized void fail(Throwable cause) {
    failure = Optional.of(cause);
    notifyAll();
  }

  private void answerAll(Laid laid) {
    List<Runnable> replies = new ArrayList<>();
    synchronized (this) {
      if (current != laid) {
        current.spent();
      }
      current = laid;
      for (Question question : questions) {
        Laid answer = question.attempt == attempt ? laid : Laid.END;
        replies.add(() -> question.reply.accept(answer));
      }
      questions.clear();
      replies.addAll(removed(d -> true));
    }
    replies.forEach(Runnable::run);
  }

  private void answerImpatient() {
    List<Runnable> replies = new ArrayList<>();
    synchronized (this) {
      long now = System.nanoTime();
      for (Question question : questions) {
        if (now - question.since > PATIENCE_NANOS) {
          replies.add(() -> question.reply.accept(Laid.WAIT));
        }
      }
      questions.removeIf(question -> now - question.since > PATIENCE_NANOS);
      replies.addAll(removed(d -> now - d.since > PATIENCE_NANOS));
    }
    replies.forEach(Runnable::run);
  }

  @Override
  public void close() {
    OPEN.remove(run, this);
    dismiss();
  }
}
