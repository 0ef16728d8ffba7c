package org.sparkprop.driver.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.BroadcastTask;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.OneJvm;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;
import org.sparkprop.worker.round.RoundTask;
import org.sparkprop.worker.round.SliceMerge;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Each round is a Spark job: weights go out by broadcast, one task for each group of shards
 * computes and merges what it has, and the driver merges the rest. Where all is one JVM, weights
 * and sums are handed over as they are. Where that would be too much for the driver, a second stage
 * merges first, of which each task sums one range of the vector over all shards: then the driver
 * receives one sum, however many tasks there are.
 */
public final class JobRoundEngine implements RoundEngine {
  /** Up to here the driver merges the tasks' sums by itself: a second stage costs more. */
  private static final long BYTES_WITHOUT_SLICES = 64L << 20;

  private final JavaSparkContext spark;
  private final ShardGroups shards;
  private final String name;
  private final GradientTask task;
  private final ShardEvaluator validation;
  private final long epochs;
  private final Optional<OneJvm> oneJvm;
  private FlatVector gradient;

  /**
   * Prepares; runs nothing.
   *
   * @param name how the run is called in Spark's UI
   */
  public JobRoundEngine(
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
    this.oneJvm = spark.isLocal() ? Optional.of(OneJvm.open(task.run())) : Optional.empty();
  }

  /** Whether the sums of so many tasks, of so many bytes each, go through the second stage. */
  public static boolean mergesBySlices(long bytes, int tasks) {
    return bytes * tasks > BYTES_WITHOUT_SLICES;
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    spark.setJobDescription(
        "%s: epoch %d of %d, round %d".formatted(name, round.epoch(), epochs, round.number()));
    return oneJvm.isPresent()
        ? runHere(oneJvm.get(), weights, round)
        : runByBroadcast(weights, round);
  }

  private RoundResult runHere(OneJvm exchange, FlatVector weights, Round round) {
    final long started = System.nanoTime();
    exchange.lay(weights);
    RoundSums sums = newSums();
    final long merging = merge(reports(new OneJvm.Task(task, round)), sums, exchange::take);
    return result(sums, round, 0, System.nanoTime() - started - merging, merging, 0);
  }

  private RoundResult runByBroadcast(FlatVector weights, Round round) {
    final long started = System.nanoTime();
    Broadcast<byte[]> broadcast = spark.broadcast(weights.toBytes());
    try {
      JavaRDD<RoundReport> reports = reports(new BroadcastTask(task, round, broadcast));
      final long ready = System.nanoTime();
      RoundSums sums = newSums();
      int tasks = reports.getNumPartitions();
      Merging merge = task.merging();
      long sumBytes = (long) merge.numbers() * merge.precision().bytes();
      Pieces pieces = Pieces.split(merge.numbers(), tasks);
      final long merging =
          mergesBySlices(sumBytes, tasks)
              ? mergeSlices(reports, pieces, sums)
              : merge(reports, sums, List::of);
      final long job = System.nanoTime() - ready - merging;
      return result(sums, round, ready - started, job, merging, weights.encodedBytes());
    } finally {
      broadcast.destroy();
    }
  }

  private RoundResult result(
      RoundSums sums,
      Round round,
      long broadcastNanos,
      long jobNanos,
      long mergeNanos,
      long weightBytes) {
    if (!sums.divergence().isEmpty()) {
      throw new DivergenceException(round, sums.divergence());
    }
    sums.reports().forEach(shards::ranOn);
    List<RoundReport> told =
        sums.reports().stream().map(report -> report.afterFetch(0, weightBytes)).toList();
    return RoundResult.of(
        sums.total(),
        RoundTimes.job(broadcastNanos, jobNanos, mergeNanos, told, sums.sumBytes()),
        told);
  }

  /** Nothing yet; pieces are put together in the vector that the last round's were. */
  private RoundSums newSums() {
    Merging merging = task.merging();
    return new RoundSums(
        merging,
        () -> {
          if (gradient == null) {
            gradient = FlatVector.zeros(merging.precision(), merging.numbers());
          }
          return gradient;
        });
  }

  /**
   * Merges the tasks' sums here; returns how long that took when they were in.
   *
   * @param handedOver what tasks have left beside the reports that come as bytes: all or nothing
   */
  private long merge(
      JavaRDD<RoundReport> reports, RoundSums sums, Supplier<List<RoundReport>> handedOver) {
    List<byte[]> collected = reports.map(RoundReport::encode).collect();
    final long since = System.nanoTime();
    List<RoundReport> here = handedOver.get();
    here.forEach(sums::add);
    if (here.isEmpty()) {
      for (byte[] report : collected) {
        sums.count(report.length);
        sums.add(RoundReport.decode(report, task.merging()));
      }
    }
    return System.nanoTime() - since;
  }

  /** Merges by a second stage, and takes each piece as it comes: nothing is kept twice. */
  private long mergeSlices(JavaRDD<RoundReport> reports, Pieces pieces, RoundSums sums) {
    Merging merging = task.merging();
    JavaRDD<SliceMerge.Merged> merged =
        reports
            .flatMapToPair(report -> SliceMerge.route(report, pieces))
            .groupByKey(new HashPartitioner(pieces.count()))
            .map(piece -> SliceMerge.merge(piece._1, pieces, piece._2, merging));
    Arrivals arrivals = new Arrivals(sums, merging);
    spark
        .sc()
        .<SliceMerge.Merged, SliceMerge.Merged[]>runJob(
            merged.rdd(), new All(), arrivals, ClassTag$.MODULE$.apply(SliceMerge.Merged[].class));
    return arrivals.nanos;
  }

  /** What a merger gives back: all of its pieces. */
  private static final class All
      extends AbstractFunction1<scala.collection.Iterator<SliceMerge.Merged>, SliceMerge.Merged[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public SliceMerge.Merged[] apply(scala.collection.Iterator<SliceMerge.Merged> pieces) {
      List<SliceMerge.Merged> all = new ArrayList<>();
      CollectionConverters.asJava(pieces).forEachRemaining(all::add);
      return all.toArray(SliceMerge.Merged[]::new);
    }
  }

  /** Takes the mergers' pieces as they come, one merger's at a time, on Spark's thread for that. */
  private static final class Arrivals
      extends AbstractFunction2<Object, SliceMerge.Merged[], BoxedUnit> {
    private final RoundSums sums;
    private final Merging merging;
    private long nanos;

    Arrivals(RoundSums sums, Merging merging) {
      this.sums = sums;
      this.merging = merging;
    }

    @Override
    public BoxedUnit apply(Object merger, SliceMerge.Merged[] pieces) {
      final long since = System.nanoTime();
      for (SliceMerge.Merged piece : pieces) {
        piece.into(sums, merging);
      }
      nanos += System.nanoTime() - since;
      return BoxedUnit.UNIT;
    }
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return validation.evaluate(weights);
  }

  /** A round's tasks before they run. */
  JavaRDD<RoundReport> reports(FlatVector weights, Round round) {
    return reports(new BroadcastTask(task, round, spark.broadcast(weights.toBytes())));
  }

  private JavaRDD<RoundReport> reports(RoundTask ofEach) {
    return shards.rdd().mapPartitions(new OneReport(ofEach));
  }

  /** The task's function, apart from the engine so that nothing else travels with it. */
  private record OneReport(RoundTask task)
      implements org.apache.spark.api.java.function.FlatMapFunction<
          Iterator<org.sparkprop.worker.shard.Shard>, RoundReport> {
    @Override
    public Iterator<RoundReport> call(Iterator<org.sparkprop.worker.shard.Shard> group) {
      return List.of(task.run(group)).iterator();
    }
  }

  @Override
  public void close() {
    oneJvm.ifPresent(OneJvm::close);
    spark.setJobDescription(null);
  }
}
