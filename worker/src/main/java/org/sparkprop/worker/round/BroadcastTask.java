package org.sparkprop.worker.round;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.worker.shard.Shard;

/** A task whose weights come by broadcast, and whose report has its sums. */
public record BroadcastTask(GradientTask task, Round round, Broadcast<byte[]> weights)
    implements RoundTask {
  @Override
  public RoundReport run(Iterator<Shard> shards) {
    return task.run(
        round, workspace -> workspace.setWeights(ByteBuffer.wrap(weights.value())), shards);
  }
}
