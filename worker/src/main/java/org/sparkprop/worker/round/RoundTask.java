package org.sparkprop.worker.round;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.worker.shard.Shard;

/** A task's part of one round that is a Spark job of its own: the weights come by broadcast. */
public record RoundTask(GradientTask task, Round round, Broadcast<byte[]> weights)
    implements Serializable {

  /** The report of a group of shards. */
  public RoundReport run(Iterator<Shard> shards) {
    return task.run(
        round, workspace -> workspace.setWeights(ByteBuffer.wrap(weights.value())), shards);
  }
}
