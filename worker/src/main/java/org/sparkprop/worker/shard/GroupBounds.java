package org.sparkprop.worker.shard;

import java.util.Arrays;
import org.sparkprop.common.gradient.MergeTree;

/**
 * Where to cut the shards into groups of neighbours, so that a group's sums merge into as few nodes
 * of the merge tree as can be: each node that is left is a whole vector to be sent. No group is
 * larger than an even division's largest, since all wait for that one. Where several divisions
 * leave the same number of nodes, the most even one is taken.
 *
 * <p>By dynamic programming over the groups: the best division of the first shards into g groups is
 * a best one of fewer shards into g − 1 groups and one more group. Bounds change no bit of any sum.
 */
final class GroupBounds {
  private final int shards;
  private final int groups;
  private final int most;

  private GroupBounds(int shards, int groups) {
    this.shards = shards;
    this.groups = groups;
    this.most = (shards + groups - 1) / groups;
  }

  /**
   * The first shard of each group, and behind them the number of shards.
   *
   * @param groups at most as many as shards, at least 1
   */
  static int[] of(int shards, int groups) {
    return shards == 0 ? new int[] {0, 0} : new GroupBounds(shards, groups).best();
  }

  /** The fewest shards that the first {@code group} groups can have, so that the rest is enough. */
  private int least(int group) {
    return Math.max(group, shards - (int) Math.min(shards, (long) (groups - group) * most));
  }

  private int greatest(int group) {
    return (int) Math.min(shards - (groups - group), (long) group * most);
  }

  private int[] best() {
    int[][] sizes = new int[groups + 1][];
    long[] before = {0};
    for (int group = 1; group <= groups; group++) {
      int least = least(group);
      long[] costs = new long[greatest(group) - least + 1];
      sizes[group] = new int[costs.length];
      Arrays.fill(costs, Long.MAX_VALUE);
      int leastBefore = least(group - 1);
      for (int end = least; end < least + costs.length; end++) {
        for (int start = Math.max(leastBefore, end - most);
            start < Math.min(end, leastBefore + before.length);
            start++) {
          long cost = before[start - leastBefore] + cost(start, end);
          if (cost < costs[end - least]) {
            costs[end - least] = cost;
            sizes[group][end - least] = end - start;
          }
        }
      }
      before = costs;
    }
    int[] starts = new int[groups + 1];
    starts[groups] = shards;
    for (int group = groups; group > 0; group--) {
      starts[group - 1] = starts[group] - sizes[group][starts[group] - least(group)];
    }
    return starts;
  }

  /** Nodes count for more than any evenness does. */
  private long cost(int start, int end) {
    long size = (long) end - start;
    long evenness = (long) shards * most + 1;
    return MergeTree.nodesOf(start, end, shards) * evenness + size * size;
  }
}
