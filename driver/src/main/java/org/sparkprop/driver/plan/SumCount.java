package org.sparkprop.driver.plan;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.worker.shard.ShardRdd;

/**
 * How many gradient sums travel in a round. Sums merge as the tree over shard numbers says ({@link
 * org.sparkprop.common.gradient.MergeTree}), so that what an executor holds becomes one sum only
 * where its shards are the whole of a node; else it sends one for each node that it could complete.
 *
 * @param ofTasks sent by all tasks together, where each sends its own
 * @param ofExecutors sent by all executors together, where tasks of one executor merge first
 * @param most sent by one executor
 */
record SumCount(int ofTasks, int ofExecutors, int most) {
  static SumCount of(int shards, Hosts hosts) {
    int tasks = hosts.tasks(shards);
    int executors = Math.min(tasks, hosts.computing());
    int[] starts = ShardRdd.groupStarts(shards, tasks);
    List<Integer> byTask =
        IntStream.range(0, tasks)
            .mapToObj(task -> nodes(shards, leaves(starts, task, task + 1, tasks)))
            .toList();
    // Spark deals tasks to executors in turn.
    List<Integer> byExecutor =
        IntStream.range(0, executors)
            .mapToObj(executor -> nodes(shards, leaves(starts, executor, tasks, executors)))
            .toList();
    return new SumCount(
        sum(byTask), sum(byExecutor), byExecutor.stream().max(Integer::compare).get());
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** The shards of the groups first, first + step, … up to but not end. */
  private static BitSet leaves(int[] starts, int first, int end, int step) {
    BitSet leaves = new BitSet();
    for (int group = first; group < end; group += step) {
      leaves.set(starts[group], starts[group + 1]);
    }
    return leaves;
  }

  /** Into how many nodes of the tree over all shards these shards merge. */
  static int nodes(int shards, BitSet leaves) {
    int unpaired = 0;
    BitSet level = leaves;
    for (int width = shards; width > 1; width = (width + 1) / 2) {
      BitSet parents = new BitSet();
      for (int index = level.nextSetBit(0); index >= 0; index = level.nextSetBit(index + 1)) {
        int sibling = index ^ 1;
        if (sibling >= width || level.get(sibling)) {
          parents.set(index >> 1);
        } else {
          unpaired++;
        }
      }
      level = parents;
    }
    return unpaired + level.cardinality();
  }
}
