package org.sparkprop.driver.training;

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
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.shard.Shard;

/** Measures weights on the shards of one part, merging in the order of the shards. */
record ShardEvaluator(
    JavaSparkContext spark,
    String run,
    String description,
    Network network,
    NetworkSource source,
    ShardGroups shards) {

  /** The measures, or nothing where the part has no rows. */
  Optional<Evaluation> evaluate(FlatVector weights) {
    if (shards.plan().rows() == 0) {
      return Optional.empty();
    }
    ByteBuffer encoded = ByteBuffer.allocate(Math.toIntExact(weights.encodedBytes()));
    weights.encodeTo(encoded);
    Broadcast<byte[]> broadcast = spark.broadcast(encoded.array());
    try {
      spark.setJobDescription(description);
      EvaluationTask task = new EvaluationTask(run, source, broadcast);
      List<EvaluationTask.OfShard> results =
          shards.rdd().mapPartitions(new OnGroup(task)).collect();
      TargetKind kind = network.loss().targetKind();
      int outputs = network.output().size();
      Evaluation all = new Evaluation(kind, outputs);
      results.stream()
          .sorted(Comparator.comparingInt(EvaluationTask.OfShard::shard))
          .forEach(result -> all.add(Evaluation.decode(kind, outputs, result.evaluation())));
      return Optional.of(all);
    } finally {
      broadcast.destroy();
    }
  }

  private record OnGroup(EvaluationTask task)
      implements FlatMapFunction<Iterator<Shard>, EvaluationTask.OfShard> {
    @Override
    public Iterator<EvaluationTask.OfShard> call(Iterator<Shard> group) {
      return task.run(group);
    }
  }
}
