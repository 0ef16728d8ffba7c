package org.sparkprop.worker.round;

import java.io.Serializable;
import java.util.Iterator;
import org.sparkprop.worker.shard.Shard;

/** A task's part of one round that is a Spark job of its own. */
public interface RoundTask extends Serializable {
  /** The report of a group of shards. */
  RoundReport run(Iterator<Shard> shards);
}
