package org.sparkprop.driver.round;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.calibration.TemperatureSearch;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.evaluation.TemperatureTask;
import org.sparkprop.worker.shard.Shard;

/**
 * Finds the temperature of some weights by the rows of one part, in few Spark jobs. Slopes are
 * merged in the order of the shards.
 */
public record TemperatureFit(
    JavaSparkContext spark, String description, TemperatureTask task, ShardGroups shards) {

  /** The temperature; nothing where it is beyond what is looked for. */
  public OptionalDouble of(FlatVector weights) {
    Broadcast<byte[]> broadcast = spark.broadcast(weights.toBytes());
    try {
      spark.setJobDescription(description);
      TemperatureSearch search = new TemperatureSearch();
      while (search.isOpen()) {
        double[] candidates = search.candidates();
        search.take(
            merged(
                candidates.length,
                shards.rdd().mapPartitions(new OnGroup(task, broadcast, candidates)).collect()));
      }
      return search.temperature();
    } finally {
      broadcast.destroy();
    }
  }

  private static double[] merged(int count, List<TemperatureTask.OfShard> ofShards) {
    double[] all = new double[count];
    ofShards.stream()
        .sorted(Comparator.comparingInt(TemperatureTask.OfShard::shard))
        .forEach(
            of -> {
              for (int i = 0; i < count; i++) {
                all[i] += of.slopes()[i];
              }
            });
    return all;
  }

  private record OnGroup(
      TemperatureTask task, Broadcast<byte[]> weights, double[] inverseTemperatures)
      implements FlatMapFunction<Iterator<Shard>, TemperatureTask.OfShard> {
    @Override
    public Iterator<TemperatureTask.OfShard> call(Iterator<Shard> group) {
      return task.run(
              workspace -> workspace.setWeights(ByteBuffer.wrap(weights.value())),
              group,
              inverseTemperatures)
          .iterator();
    }
  }
}
