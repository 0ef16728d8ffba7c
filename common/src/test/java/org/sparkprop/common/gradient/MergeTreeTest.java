package org.sparkprop.common.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.vector.Float32Vector;

class MergeTreeTest {
  /** Values whose float sum depends on the order: neighbours differ by factors of up to 10^8. */
  private static GradientSum shardSum(int shard) {
    float value = (float) (Math.sin(shard + 1) * Math.pow(10, (shard * 7) % 9));
    return new GradientSum(new Float32Vector(new float[] {value, 1f / (shard + 3)}), value, 1, 1);
  }

  private static float[] total(MergeTree tree) {
    return ((Float32Vector) tree.total().gradient()).array();
  }

  /** The definition, written apart: the sum of a range is the sum of its halves. */
  private static float recursive(int from, int to, int shards) {
    if (to - from == 1) {
      return ((Float32Vector) shardSum(from).gradient()).array()[0];
    }
    int middle = (from + to) / 2;
    return middle >= shards
        ? recursive(from, middle, shards)
        : recursive(from, middle, shards) + recursive(middle, to, shards);
  }

  @Test
  void addsInTheOrderOfTheTree() {
    for (int shards : new int[] {1, 2, 3, 5, 8, 13, 31, 32, 33}) {
      MergeTree tree = new MergeTree(shards, new None());
      for (int s = 0; s < shards; s++) {
        tree.addShard(s, shardSum(s));
      }
      int width = Integer.highestOneBit(Math.max(1, shards - 1)) * (shards == 1 ? 1 : 2);
      assertEquals(recursive(0, width, shards), total(tree)[0], 0f, "shards " + shards);
      assertEquals(shards, tree.total().rows());
    }
  }

  @Test
  void givesTheSameBitsWhateverTheGroupsAndTheOrderOfArrival() {
    Random random = new Random(11);
    for (int shards = 1; shards <= 40; shards++) {
      MergeTree inOrder = new MergeTree(shards, new None());
      for (int s = 0; s < shards; s++) {
        inOrder.addShard(s, shardSum(s));
      }
      for (int trial = 0; trial < 10; trial++) {
        List<MergeTree.Node> nodes = new ArrayList<>();
        int from = 0;
        while (from < shards) {
          int to = Math.min(shards, from + 1 + random.nextInt(shards));
          MergeTree group = new MergeTree(shards, new None());
          List<Integer> members = new ArrayList<>();
          for (int s = from; s < to; s++) {
            members.add(s);
          }
          Collections.shuffle(members, random);
          members.forEach(s -> group.addShard(s, shardSum(s)));
          nodes.addAll(group.nodes());
          from = to;
        }
        Collections.shuffle(nodes, random);
        MergeTree merged = new MergeTree(shards, new None());
        nodes.forEach(merged::add);
        assertArrayEquals(total(inOrder), total(merged), 0f, "shards " + shards);
      }
    }
  }

  @Test
  void sendsFewNodesForNeighbouringShards() {
    MergeTree tree = new MergeTree(1024, new None());
    for (int s = 333; s < 777; s++) {
      tree.addShard(s, shardSum(s));
    }
    assertTrue(tree.nodes().size() <= 20, "nodes: " + tree.nodes().size());
  }

  @Test
  void refusesAShardTwiceAndATotalWithoutAll() {
    MergeTree tree = new MergeTree(3, new None());
    tree.addShard(0, shardSum(0));
    assertThrows(IllegalStateException.class, () -> tree.addShard(0, shardSum(0)));
    assertThrows(IllegalStateException.class, tree::total);
  }
}
