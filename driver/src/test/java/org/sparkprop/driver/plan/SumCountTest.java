package org.sparkprop.driver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.shard.ShardRdd;

class SumCountTest {
  @Test
  void byHand() {
    assertEquals(new SumCount(8, 8, 1), SumCount.of(8, new Hosts(8, 1)));
    assertEquals(new SumCount(1, 1, 1), SumCount.of(8, Hosts.oneMachine(1)));
    // Shards 0 to 3 and 4 to 7.
    assertEquals(new SumCount(2, 2, 1), SumCount.of(8, new Hosts(2, 1)));
    // Dealt in turn, shards 0 and 2 are on one executor and 1 and 3 on the other: nothing merges.
    assertEquals(new SumCount(4, 4, 2), SumCount.of(4, new Hosts(2, 2)));
    // More slots than shards.
    assertEquals(new SumCount(3, 3, 1), SumCount.of(3, new Hosts(100, 8)));
  }

  @Test
  void asManyAsTheTreeItselfLeaves() {
    for (int shards = 1; shards <= 40; shards++) {
      for (int executors = 1; executors <= 9; executors++) {
        for (int slots = 1; slots <= 3; slots++) {
          Hosts hosts = new Hosts(executors, slots);
          assertEquals(
              merged(shards, hosts), SumCount.of(shards, hosts), shards + " shards on " + hosts);
        }
      }
    }
  }

  private static SumCount merged(int shards, Hosts hosts) {
    int[] starts = ShardRdd.groupStarts(shards, hosts.tasks(shards));
    int ofTasks = 0;
    List<MergeTree> executors = new ArrayList<>();
    for (int group = 0; group + 1 < starts.length; group++) {
      MergeTree task = new MergeTree(shards, new None());
      if (executors.size() < hosts.executors()) {
        executors.add(new MergeTree(shards, new None()));
      }
      MergeTree executor = executors.get(group % hosts.executors());
      for (int shard = starts[group]; shard < starts[group + 1]; shard++) {
        task.addShard(shard, sum());
        executor.addShard(shard, sum());
      }
      ofTasks += task.nodes().size();
    }
    List<Integer> left = executors.stream().map(tree -> tree.nodes().size()).toList();
    return new SumCount(
        ofTasks,
        left.stream().mapToInt(Integer::intValue).sum(),
        left.stream().mapToInt(Integer::intValue).max().orElseThrow());
  }

  private static GradientSum sum() {
    return new GradientSum(FlatVector.zeros(Precision.FLOAT32, 1), 0, 1, 1);
  }
}
