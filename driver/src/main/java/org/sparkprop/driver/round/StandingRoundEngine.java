package org.sparkprop.driver.round;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
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
  private final long epochs;
  private final Meeting meeting;
  private final Optional<MeetingServer> server;
  private final MeetingPlace place;
  private StandingJob job;
  private int failures;

  /**
   * Prepares; runs nothing.
   *
   * @param name how the run is called in Spark's UI
   */
  public StandingRoundEngine(
      JavaSparkContext spark, ShardGroups shards, String name, GradientTask task, long epochs) {
    this.spark = spark;
    this.shards = shards;
    this.name = name;
    this.task = task;
    this.epochs = epochs;
    this.meeting = Meeting.open(task.run(), task.plan().shards());
    this.server =
        spark.isLocal()
            ? Optional.empty()
            : Optional.of(new MeetingServer(task.run(), meeting, task.network().precision()));
    this.place =
        server
            .map(MeetingServer::place)
            .orElse(new MeetingPlace(task.run(), "", 0, task.network().precision()));
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    final long started = System.nanoTime();
    Meeting.Outcome outcome = held(weights, round);
    long compute = 0;
    for (RoundReport report : outcome.reports()) {
      if (!report.divergence().isEmpty()) {
        throw new DivergenceException(
            "round %d (epoch %d), %s"
                .formatted(round.number(), round.epoch(), report.divergence()));
      }
      report.groups().forEach(group -> shards.ranOn(group, report.executor(), report.host()));
      compute = Math.max(compute, report.computeNanos());
    }
    double seconds = (System.nanoTime() - started) * 1e-9;
    if (round.endsEpoch() && job.hasHadItsTurn()) {
      pause();
    }
    return new RoundResult(outcome.sum(), seconds, compute * 1e-9);
  }

  private Meeting.Outcome held(FlatVector weights, Round round) {
    try {
      while (true) {
        if (job == null) {
          job = new StandingJob(round);
        }
        try {
          Optional<Meeting.Outcome> outcome = meeting.hold(round, weights, job::isShortOfSlots);
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

  @Override
  public void pause() {
    if (job != null) {
      job.end();
      job = null;
    }
  }

  @Override
  public void close() {
    pause();
    meeting.close();
    server.ifPresent(MeetingServer::close);
    spark.setJobDescription(null);
  }

  /** One barrier job, run by a thread of its own. */
  private final class StandingJob {
    private static final long END_MILLIS = 10_000;
    private final RDD<Shard> group = shards.rdd().rdd();
    private final int groups = group.getNumPartitions();
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
        group
            .barrier()
            .<Object>mapPartitions(
                new Stand(new StandingTask(task, place)),
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
          spark.sc().cancelJobGroup(jobGroup);
          thread.join(END_MILLIS);
        }
      } catch (InterruptedException e) {
        spark.sc().cancelJobGroup(jobGroup);
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What Spark calls in each task. */
  private static final class Stand
      extends AbstractFunction1<scala.collection.Iterator<Shard>, scala.collection.Iterator<Object>>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final StandingTask task;

    Stand(StandingTask task) {
      this.task = task;
    }

    @Override
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Shard> group) {
      java.util.Iterator<Long> rounds = task.run(CollectionConverters.asJava(group));
      java.util.List<Object> all = new java.util.ArrayList<>();
      rounds.forEachRemaining(all::add);
      return CollectionConverters.asScala(all.iterator());
    }
  }
}
