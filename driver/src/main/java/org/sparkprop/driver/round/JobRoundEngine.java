package org.sparkprop.driver.round;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundSums;
import org.sparkprop.worker.round.RoundTask;
import org.sparkprop.worker.round.SliceMerge;

/**
 * Each round is a Spark job: weights go out by broadcast, one task for each group of shards
 * computes and merges what it has, and the driver merges the rest. Where that would be too much for
 * the driver, a second stage merges first, of which each task sums one range of the vector over all
 * shards: then the driver receives one sum, however many tasks there are.
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
  }

  /** Whether the sums of so many tasks, of so many bytes each, go through the second stage. */
  public static boolean mergesBySlices(long bytes, int tasks) {
    return bytes * tasks > BYTES_WITHOUT_SLICES;
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    final long started = System.nanoTime();
    Broadcast<byte[]> broadcast = broadcast(weights);
    try {
      spark.setJobDescription(
          "%s: epoch %d of %d, round %d".formatted(name, round.epoch(), epochs, round.number()));
      JavaRDD<RoundReport> reports = reports(broadcast, round);
      final long ready = System.nanoTime();
      RoundSums sums;
      long done;
      if (!mergesBySlices(weights.encodedBytes(), reports.getNumPartitions())) {
        List<byte[]> collected = reports.map(RoundReport::encode).collect();
        done = System.nanoTime();
        sums = sums(Pieces.whole(weights.length()));
        collected.forEach(report -> sums.add(RoundReport.decode(report, task.merging())));
      } else {
        Pieces pieces = Pieces.split(weights.length(), reports.getNumPartitions());
        List<SliceMerge.Merged> collected = mergedSlices(reports, pieces);
        done = System.nanoTime();
        sums = sums(pieces);
        collected.forEach(merged -> merged.into(sums, task.merging()));
      }
      if (!sums.divergence().isEmpty()) {
        throw new DivergenceException(round, sums.divergence());
      }
      sums.reports().forEach(shards::ranOn);
      return RoundResult.of(
          sums.total(),
          RoundTimes.job(ready - started, done - ready, System.nanoTime() - done, sums.reports()),
          sums.reports());
    } finally {
      broadcast.destroy();
    }
  }

  private RoundSums sums(Pieces pieces) {
    return new RoundSums(task.merging(), pieces);
  }

  private List<SliceMerge.Merged> mergedSlices(JavaRDD<RoundReport> reports, Pieces pieces) {
    Merging merging = task.merging();
    return reports
        .flatMapToPair(report -> SliceMerge.route(report, pieces))
        .groupByKey(new HashPartitioner(pieces.count()))
        .map(piece -> SliceMerge.merge(piece._1, piece._2, merging))
        .collect();
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return validation.evaluate(weights);
  }

  private Broadcast<byte[]> broadcast(FlatVector weights) {
    ByteBuffer encoded = ByteBuffer.allocate(Math.toIntExact(weights.encodedBytes()));
    weights.encodeTo(encoded);
    return spark.broadcast(encoded.array());
  }

  /** A round's tasks before they run. */
  JavaRDD<RoundReport> reports(FlatVector weights, Round round) {
    return reports(broadcast(weights), round);
  }

  private JavaRDD<RoundReport> reports(Broadcast<byte[]> weights, Round round) {
    return shards.rdd().mapPartitions(new OneReport(new RoundTask(task, round, weights)));
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
    spark.setJobDescription(null);
  }
}
