package org.sparkprop.worker.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkprop.common.gradient.MergeTree;

class GroupBoundsTest {
  private static int nodes(int[] starts, int shards) {
    int nodes = 0;
    for (int group = 0; group < starts.length - 1; group++) {
      nodes += MergeTree.nodesOf(starts[group], starts[group + 1], shards);
    }
    return nodes;
  }

  /** The fewest nodes of all divisions, tried one by one. */
  private static int fewest(int start, int shards, int groups, int most) {
    if (groups == 0) {
      return start == shards ? 0 : 1_000_000;
    }
    int fewest = 1_000_000;
    for (int end = start + 1; end <= Math.min(shards, start + most); end++) {
      int nodes = MergeTree.nodesOf(start, end, shards) + fewest(end, shards, groups - 1, most);
      fewest = Math.min(fewest, nodes);
    }
    return fewest;
  }

  @Test
  void noShardsAndOneShard() {
    assertArrayEquals(new int[] {0, 0}, ShardRdd.groupStarts(0, 3));
    assertArrayEquals(new int[] {0, 1}, ShardRdd.groupStarts(1, 3));
  }

  @Test
  void wholeSubtreesWhereTheyFit() {
    assertArrayEquals(new int[] {0, 4, 8}, ShardRdd.groupStarts(8, 2));
    assertArrayEquals(new int[] {0, 8, 16, 24, 32}, ShardRdd.groupStarts(32, 4));
    assertArrayEquals(new int[] {0, 4, 8, 10}, ShardRdd.groupStarts(10, 3));
  }

  @Test
  void asFewNodesAsAnyDivisionAndNoLargerGroups() {
    for (int shards = 1; shards <= 12; shards++) {
      for (int groups = 1; groups <= shards; groups++) {
        int[] starts = ShardRdd.groupStarts(shards, groups);
        int most = (shards + groups - 1) / groups;
        assertEquals(groups, starts.length - 1);
        assertEquals(0, starts[0]);
        assertEquals(shards, starts[groups]);
        for (int group = 0; group < groups; group++) {
          int size = starts[group + 1] - starts[group];
          assertTrue(size >= 1 && size <= most, shards + " shards in " + groups);
        }
        assertEquals(fewest(0, shards, groups, most), nodes(starts, shards));
      }
    }
  }

  @Test
  void manyShardsAndManyGroups() {
    int[] starts = ShardRdd.groupStarts(10_007, 300);
    assertEquals(301, starts.length);
    int even = 0;
    for (int group = 0; group < 300; group++) {
      int from = (int) (group * 10_007L / 300);
      int to = (int) ((group + 1) * 10_007L / 300);
      even += MergeTree.nodesOf(from, to, 10_007);
      assertTrue(starts[group + 1] - starts[group] <= 34);
    }
    assertTrue(nodes(starts, 10_007) < even);
  }
}
