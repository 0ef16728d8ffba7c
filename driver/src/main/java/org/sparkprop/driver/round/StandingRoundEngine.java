package org.sparkprop.driver.round;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundSums;
import org.sparkprop.worker.runtime.VectorPool;
import org.sparkprop.worker.shard.Shard;
import org.sparkprop.worker.standing.Meeting;
import org.sparkprop.worker.standing.MeetingPlace;
import org.sparkprop.worker.standing.MeetingServer;
import org.sparkprop.worker.standing.StandingFailure;
import org.sparkprop.worker.standing.StandingTask;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Rounds without a Spark job each: the tasks of one barrier job stay, with their shards open, and
 * exchange weights and sums with the driver. The job ends where others need its slots: when the
 * engine pauses, and now and then at an epoch's end, so that trainings side by side take turns and
 * executors that came or went are taken note of.
 */
public final class StandingRoundEngine implements RoundEngine {
  /** A job ends with an epoch when it has stood this long. */
  private static final long TURN_NANOS = 5_000_000_000L;

  /** With fewer slots than tasks for so long, the lost ones are not waited for any more. */
  private static final long MISSING_NANOS = 20_000_000_000L;

  private static final int MOST_FAILURES_IN_A_ROW = 3;

  private final JavaSparkContext spark;
  private final ShardGroups shards;
  private final String name;
  private final GradientTask task;
  private final ShardEvaluator validation;
  private final long epochs;
  private final Meeting meeting;
  private final Optional<MeetingServer> server;
  private final MeetingPlace place;
  private volatile StandingJob job;
  private Round last;
  private Optional<FlatVector> lastSum = Optional.empty();
  private int failures;

  /**
   * Prepares; runs nothing.
   *
   * @param name how the run is called in Spark's UI
   */
  public StandingRoundEngine(
      JavaSparkContext spark,
      ShardGroups shards,
      String name,
      GradientTask task,
      ShardEvaluator validation,
      long epochs) {
    this.spark = spark;
    this.shards = shards;
    this.name = name;
    this.task = task;
    this.validation = validation;
    this.epochs = epochs;
    this.meeting = Meeting.open(task.run(), task.plan().shards());
    this.server =
        spark.isLocal()
            ? Optional.empty()
            : Optional.of(
                new MeetingServer(
                    task.run(), meeting, task.network().weightNumbers(), task.merging()));
    this.place =
        server
            .map(MeetingServer::place)
            .orElseGet(
                () ->
                    new MeetingPlace(
                        task.run(),
                        "",
                        0,
                        "",
                        task.network().weightNumbers(),
                        task.merging(),
                        MeetingPlace.topology(spark.getConf()),
                        false));
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    final long started = System.nanoTime();
    // The receiver of the last round's sum is through with it.
    lastSum.ifPresent(vector -> VectorPool.giveBack(task.run(), vector));
    lastSum = Optional.empty();
    RoundSums sums =
        held(round, job -> meeting.hold(round, weights, newSums(), job::isShortOfSlots));
    if (!sums.divergence().isEmpty()) {
      throw new DivergenceException(round, sums.divergence());
    }
    sums.reports().forEach(shards::ranOn);
    lastSum = Optional.of(sums.total().gradient());
    return RoundResult.of(
        sums.total(),
        RoundTimes.standing(System.nanoTime() - started, sums.reports(), sums.sumBytes()),
        sums.reports());
  }

  private RoundSums newSums() {
    Merging merging = task.merging();
    return new RoundSums(
        merging,
        () -> VectorPool.take(task.run(), merging.precision(), merging.numbers()),
        vector -> VectorPool.giveBack(task.run(), vector));
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    Optional<Evaluation> measured = Optional.empty();
    if (validation.hasRows()) {
      measured =
          Optional.of(
              validation.merged(
                  held(last, job -> meeting.evaluate(padded(weights), job::isShortOfSlots))));
    }
    if (job != null && job.hasHadItsTurn()) {
      pause();
    }
    return measured;
  }

  /** As long as what the tasks expect in a round. */
  private FlatVector padded(FlatVector weights) {
    int length = task.network().weightNumbers();
    if (weights.length() == length) {
      return weights;
    }
    FlatVector padded = FlatVector.zeros(weights.precision(), length);
    padded.setSlice(0, weights);
    return padded;
  }

  /** Something that needs the standing tasks: nothing where it was given up for want of slots. */
  @FunctionalInterface
  private interface Step<T> {
    Optional<T> take(StandingJob job) throws InterruptedException;
  }

  /** Takes a step, with new tasks as often as the old ones are lost. */
  private <T> T held(Round round, Step<T> step) {
    last = round;
    try {
      while (true) {
        if (job == null) {
          job = new StandingJob(round);
        }
        try {
          Optional<T> outcome = step.take(job);
          if (outcome.isPresent()) {
            failures = 0;
            return outcome.get();
          }
          pause();
        } catch (StandingFailure e) {
          job = null;
          failures++;
          if (failures >= MOST_FAILURES_IN_A_ROW) {
            throw e;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in round " + round.number(), e);
    }
  }

  /** Gives back, until the next step, the task slots that the engine holds. */
  private void pause() {
    if (job != null) {
      job.end();
      job = null;
    }
  }

  @Override
  public Set<String> answered() {
    return meeting.answered();
  }

  @Override
  public void beginAnew() {
    StandingJob standing = job;
    if (standing != null) {
      standing.cancel();
    }
  }

  @Override
  public void close() {
    pause();
    meeting.close();
    server.ifPresent(MeetingServer::close);
    // Executors forget theirs when the run is released; on a cluster the driver is none of them.
    VectorPool.release(task.run());
    spark.setJobDescription(null);
  }

  /** One barrier job, run by a thread of its own. */
  private final class StandingJob {
    private static final long END_MILLIS = 10_000;
    private final RDD<Held> held = held();
    private final int groups = held.getNumPartitions();
    private final String jobGroup = "sparkprop-" + task.run();
    private final long started = System.nanoTime();
    private final Thread thread;
    private long lastWhole = System.nanoTime();
    private volatile boolean ended;

    StandingJob(Round first) {
      meeting.reopen();
      thread = new Thread(() -> run(first), "sparkprop-standing-rounds");
      thread.setDaemon(true);
      thread.start();
    }

    private void run(Round first) {
      spark.setJobGroup(
          jobGroup,
          "%s: epoch %d of %d, rounds from %d on"
              .formatted(name, first.epoch(), epochs, first.number()),
          true);
      try {
        held.barrier()
            .<Object>mapPartitions(
                new Stand(new StandingTask(task, validation.task(), place)),
                false,
                ClassTag$.MODULE$.apply(Object.class))
            .collect();
        if (!ended) {
          meeting.fail(new IllegalStateException("the standing tasks ended by themselves"));
        }
      } catch (Throwable e) {
        if (!ended) {
          meeting.fail(e);
        }
      }
    }

    boolean isShortOfSlots() {
      if (ShardGroups.taskSlots(spark.sc()) >= groups) {
        lastWhole = System.nanoTime();
      }
      return System.nanoTime() - lastWhole > MISSING_NANOS;
    }

    boolean hasHadItsTurn() {
      int slots = Math.min(task.plan().shards(), ShardGroups.taskSlots(spark.sc()));
      return slots != groups || System.nanoTime() - started > TURN_NANOS;
    }

    void end() {
      ended = true;
      meeting.dismiss();
      try {
        thread.join(END_MILLIS);
        if (thread.isAlive()) {
          cancel();
          thread.join(END_MILLIS);
        }
      } catch (InterruptedException e) {
        cancel();
        Thread.currentThread().interrupt();
      }
    }

    void cancel() {
      spark.sc().cancelJobGroup(jobGroup);
    }
  }

  /** The groups of training shards, each with the validation shards of the same numbers. */
  private RDD<Held> held() {
    JavaRDD<Shard> training = shards.rdd();
    if (!validation.hasRows()) {
      return training
          .mapPartitions(group -> List.of(new Held(group, List.<Shard>of().iterator())).iterator())
          .rdd();
    }
    return training
        .zipPartitions(
            validation.shards().rdd(training.getNumPartitions()),
            (group, evaluated) -> List.of(new Held(group, evaluated)).iterator())
        .rdd();
  }

  /** What a task holds; passed on within it, and so not serialised. */
  private record Held(Iterator<Shard> training, Iterator<Shard> evaluated) {}

  /** What Spark calls in each task. */
  private static final class Stand
      extends AbstractFunction1<scala.collection.Iterator<Held>, scala.collection.Iterator<Object>>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final StandingTask task;

    Stand(StandingTask task) {
      this.task = task;
    }

    @Override
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Held> groups) {
      Held held = groups.next();
      long steps = task.run(held.training, held.evaluated);
      return CollectionConverters.asScala(List.<Object>of(steps).iterator());
    }
  }
}
