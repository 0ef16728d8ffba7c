package org.sparkprop.common.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.compression.Bfloat16;
import org.sparkprop.common.compression.Float16;
import org.sparkprop.common.compression.GradientCompression;
import org.sparkprop.common.compression.None;
import org.sparkprop.common.compression.Threshold;
import org.sparkprop.common.compression.TopK;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Float32Vector;
import org.sparkprop.common.vector.Precision;

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

  private static GradientSum noise(int shard, int length) {
    Random random = new Random(shard);
    FlatVector vector = FlatVector.zeros(Precision.FLOAT32, length);
    for (int i = 0; i < length; i++) {
      vector.set(i, Math.scalb(random.nextGaussian(), random.nextInt(12)));
    }
    return new GradientSum(vector, shard, 1, 1);
  }

  private static GradientSum overTheWire(GradientSum sum) {
    ByteBuffer bytes = ByteBuffer.allocate((int) sum.encodedBytes()).order(ByteOrder.LITTLE_ENDIAN);
    sum.encodeTo(bytes);
    return GradientSum.decode(Precision.FLOAT32, sum.gradient().length(), bytes.flip());
  }

  /** Groups of shards merge by themselves, what they have travels, and pieces merge apart. */
  @Test
  void compressedSumsHaveTheSameBitsWhateverTheGroups() {
    int shards = 11;
    int length = 3 * Float16.BLOCK + 17;
    for (GradientCompression compression :
        List.of(new None(), new Bfloat16(), new Float16(), new TopK(0.1), new Threshold(3))) {
      Set<FlatVector> totals = new HashSet<>();
      for (int groups : new int[] {1, 2, 3, 5, 11}) {
        MergeTree whole = new MergeTree(shards, compression);
        MergeTree first = new MergeTree(shards, compression);
        MergeTree rest = new MergeTree(shards, compression);
        for (int g = 0; g < groups; g++) {
          MergeTree group = new MergeTree(shards, compression);
          for (int s = g * shards / groups; s < (g + 1) * shards / groups; s++) {
            GradientSum sum = noise(s, length);
            compression.compress(sum.gradient(), 1);
            group.addShard(s, sum);
          }
          for (MergeTree.Node node : group.nodes()) {
            int cut = 2 * Float16.BLOCK;
            GradientSum sum = node.sum();
            GradientSum head = overTheWire(sum.slice(0, cut));
            GradientSum tail = overTheWire(sum.slice(cut, length - cut));
            first.add(new MergeTree.Node(node.level(), node.index(), head));
            rest.add(new MergeTree.Node(node.level(), node.index(), tail));
            whole.add(new MergeTree.Node(node.level(), node.index(), overTheWire(sum)));
          }
        }
        GradientSum total = whole.total();
        assertEquals(55, total.meanLoss() * 11, 1e-12, "losses are never rounded");
        if (compression instanceof Bfloat16 || compression instanceof Float16) {
          assertTrue(total.encodedBytes() < 2.05 * length + 40, "sixteen bits on the wire");
        }
        FlatVector joined = FlatVector.zeros(Precision.FLOAT32, length);
        joined.setSlice(0, first.total().gradient());
        joined.setSlice(2 * Float16.BLOCK, rest.total().gradient());
        assertEquals(total.gradient(), joined, "pieces, " + compression);
        totals.add(total.gradient());
      }
      assertEquals(1, totals.size(), compression + ": groupings with other bits");
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
  void saysOfHowManyNodesARangeIsMade() {
    for (int shards = 1; shards <= 20; shards++) {
      for (int from = 0; from < shards; from++) {
        for (int to = from + 1; to <= shards; to++) {
          MergeTree tree = new MergeTree(shards, new None());
          for (int s = from; s < to; s++) {
            tree.addShard(s, shardSum(s));
          }
          assertEquals(
              tree.nodes().size(),
              MergeTree.nodesOf(from, to, shards),
              from + " to " + to + " of " + shards);
        }
      }
    }
    assertEquals(0, MergeTree.nodesOf(3, 3, 8));
  }

  @Test
  void handsOnTheVectorsThatAreMergedAway() {
    List<FlatVector> spent = new ArrayList<>();
    MergeTree tree = new MergeTree(3, new None(), spent::add);
    List<GradientSum> sums = List.of(shardSum(0), shardSum(1), shardSum(2));
    for (int s = 2; s >= 0; s--) {
      tree.addShard(s, sums.get(s));
    }
    assertSame(sums.get(0).gradient(), tree.total().gradient());
    assertEquals(2, spent.size());
    assertSame(sums.get(1).gradient(), spent.get(0));
    assertSame(sums.get(2).gradient(), spent.get(1));
  }

  @Test
  void refusesAShardTwiceAndATotalWithoutAll() {
    MergeTree tree = new MergeTree(3, new None());
    tree.addShard(0, shardSum(0));
    assertThrows(IllegalStateException.class, () -> tree.addShard(0, shardSum(0)));
    assertThrows(IllegalStateException.class, tree::total);
  }
}
