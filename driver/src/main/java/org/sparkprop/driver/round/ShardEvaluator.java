package org.sparkprop.driver.round;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.shard.Shard;

/** Measures weights on the shards of one part, merging in the order of the shards. */
public record ShardEvaluator(
    JavaSparkContext spark,
    String description,
    Network network,
    EvaluationTask task,
    ShardGroups shards) {

  /** Whether there is anything to measure. */
  boolean hasRows() {
    return shards.plan().rows() > 0;
  }

  /** The measures, by a Spark job; nothing where the part has no rows. */
  public Optional<Evaluation> evaluate(FlatVector weights) {
    if (!hasRows()) {
      return Optional.empty();
    }
    Broadcast<byte[]> broadcast = spark.broadcast(weights.toBytes());
    try {
      spark.setJobDescription(description);
      return Optional.of(
          merged(shards.rdd().mapPartitions(new OnGroup(task, broadcast)).collect()));
    } finally {
      broadcast.destroy();
    }
  }

  /** The whole part's measures from those of its shards, in whatever order these come. */
  Evaluation merged(List<EvaluationTask.OfShard> measures) {
    TargetKind kind = network.targetKind();
    int outputs = network.output().size();
    Evaluation all = new Evaluation(kind, outputs);
    measures.stream()
        .sorted(Comparator.comparingInt(EvaluationTask.OfShard::shard))
        .forEach(of -> all.add(Evaluation.decode(kind, outputs, of.evaluation())));
    return all;
  }

  private record OnGroup(EvaluationTask task, Broadcast<byte[]> weights)
      implements FlatMapFunction<Iterator<Shard>, EvaluationTask.OfShard> {
    @Override
    public Iterator<EvaluationTask.OfShard> call(Iterator<Shard> group) {
      return task.run(workspace -> workspace.setWeights(ByteBuffer.wrap(weights.value())), group)
          .iterator();
    }
  }
}
