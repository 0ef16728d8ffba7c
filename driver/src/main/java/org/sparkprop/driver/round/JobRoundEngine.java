package org.sparkprop.driver.round;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.round.RoundTask;
import org.sparkprop.worker.round.TreeMerge;

/**
 * Each round is a Spark job: weights go out by broadcast, one task for each group of shards
 * computes and merges what it has, and the driver merges the rest. With many groups a second stage
 * of about √groups tasks merges first, so that the driver never holds more than that many sums.
 */
public final class JobRoundEngine implements RoundEngine {
  /** Up to here the driver merges the tasks' sums by itself: a second stage costs more. */
  private static final int GROUPS_WITHOUT_TREE = 16;

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

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    final long started = System.nanoTime();
    Broadcast<byte[]> broadcast = broadcast(weights);
    try {
      spark.setJobDescription(
          "%s: epoch %d of %d, round %d".formatted(name, round.epoch(), epochs, round.number()));
      MergeTree sums = new MergeTree(task.plan().shards());
      long compute = 0;
      for (byte[] reportBytes : collect(reports(broadcast, round))) {
        RoundReport report = RoundReport.decode(reportBytes, task.network().precision());
        if (!report.divergence().isEmpty()) {
          throw new DivergenceException(
              "round %d (epoch %d), %s"
                  .formatted(round.number(), round.epoch(), report.divergence()));
        }
        report.groups().forEach(g -> shards.ranOn(g, report.executor(), report.host()));
        compute = Math.max(compute, report.computeNanos());
        report.nodes().forEach(sums::add);
      }
      double seconds = (System.nanoTime() - started) * 1e-9;
      return new RoundResult(sums.total(), seconds, compute * 1e-9);
    } finally {
      broadcast.destroy();
    }
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
  JavaRDD<byte[]> reports(FlatVector weights, Round round) {
    return reports(broadcast(weights), round);
  }

  private JavaRDD<byte[]> reports(Broadcast<byte[]> weights, Round round) {
    return shards.rdd().mapPartitions(new OneReport(new RoundTask(task, round, weights)));
  }

  private List<byte[]> collect(JavaRDD<byte[]> reports) {
    int groups = reports.getNumPartitions();
    if (groups <= GROUPS_WITHOUT_TREE) {
      return reports.collect();
    }
    int mergers = (int) Math.ceil(Math.sqrt(groups));
    Precision precision = task.network().precision();
    int shardCount = task.plan().shards();
    return reports
        .flatMapToPair(report -> TreeMerge.route(report, precision, shardCount, mergers))
        .groupByKey(new HashPartitioner(mergers))
        .map(group -> TreeMerge.merge(group._2, precision, shardCount))
        .collect();
  }

  /** The task's function, apart from the engine so that nothing else travels with it. */
  private record OneReport(RoundTask task)
      implements org.apache.spark.api.java.function.FlatMapFunction<
          Iterator<org.sparkprop.worker.shard.Shard>, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<org.sparkprop.worker.shard.Shard> group) {
      return List.of(task.run(group).encode()).iterator();
    }
  }

  @Override
  public void close() {
    spark.setJobDescription(null);
  }
}
