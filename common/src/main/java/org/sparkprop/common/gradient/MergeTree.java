package org.sparkprop.common.gradient;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sparkprop.common.compression.GradientCompression;
import org.sparkprop.common.vector.FlatVector;

/**
 * Adds the shards' gradient sums in one fixed order, whoever adds them and in whatever order they
 * arrive. Floating-point addition is not associative, so the order is part of the result.
 *
 * <p>The order is a binary tree over shard numbers: node (level, index) covers the shards index ·
 * 2^level up to but not (index + 1) · 2^level and is the sum of its two halves; a node whose right
 * half lies past the last shard is its left half. A task that holds some shards merges as far as
 * its own nodes allow and sends the rest, at most about 2 log₂ S nodes for neighbouring shards; the
 * next merger goes on from there. Every way through gives the same bits, also where sums are
 * rounded at every node so that what travels is short.
 *
 * <p>Not thread-safe. Takes over the sums that it is given.
 */
public final class MergeTree {
  /** A sum over the shards of one node. */
  public record Node(int level, int index, GradientSum sum) {}

  private record Place(int level, int index) {}

  private static final Comparator<Place> BY_FIRST_SHARD =
      Comparator.comparingLong((Place place) -> (long) place.index << place.level)
          .thenComparingInt(Place::level);

  private final int shards;
  private final GradientCompression compression;
  private final int top;
  private final Map<Place, GradientSum> pending = new TreeMap<>(BY_FIRST_SHARD);
  private final Consumer<FlatVector> spent;

  /**
   * A tree without sums.
   *
   * @param compression rounds the sum of every node as it is merged
   */
  public MergeTree(int shards, GradientCompression compression) {
    this(shards, compression, vector -> {});
  }

  /**
   * A tree without sums.
   *
   * @param compression rounds the sum of every node as it is merged
   * @param spent takes the vectors that have been added to others and are free for use
   */
  public MergeTree(int shards, GradientCompression compression, Consumer<FlatVector> spent) {
    this.shards = shards;
    this.compression = compression;
    this.spent = spent;
    this.top = topLevel(shards);
  }

  /** The level of the node that covers all shards. */
  static int topLevel(int shards) {
    return shards <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(shards - 1);
  }

  /** Adds the sum of one shard. */
  public void addShard(int shard, GradientSum sum) {
    add(new Node(0, shard, sum));
  }

  /** Adds a node; twice the same one is a mistake of the caller's. */
  public void add(Node node) {
    int level = node.level();
    int index = node.index();
    GradientSum sum = node.sum();
    while (level < top) {
      Place sibling = new Place(level, index ^ 1);
      boolean siblingExists = ((long) sibling.index << level) < shards;
      if (siblingExists) {
        GradientSum other = pending.remove(sibling);
        if (other == null) {
          break;
        }
        sum = (index & 1) == 0 ? merged(sum, other) : merged(other, sum);
      }
      level++;
      index >>= 1;
    }
    if (pending.put(new Place(level, index), sum) != null) {
      throw new IllegalStateException("node " + level + "/" + index + " was added twice");
    }
  }

  private GradientSum merged(GradientSum left, GradientSum right) {
    left.add(right);
    compression.roundMerged(left.gradient());
    spent.accept(right.gradient());
    return left;
  }

  /**
   * Of how many nodes the shards from {@code first} up to but not {@code end} are made, of a tree
   * over so many shards: so many sums are left when they have been merged.
   */
  public static int nodesOf(int first, int end, int shards) {
    int nodes = 0;
    for (int at = first; at < end; nodes++) {
      long size = 1;
      while (at % (2 * size) == 0 && (at + 2 * size <= end || end == shards) && size < end - at) {
        size *= 2;
      }
      at += (int) Math.min(size, end - at);
    }
    return nodes;
  }

  /** What could not be merged further, by first shard. */
  public List<Node> nodes() {
    return pending.entrySet().stream()
        .map(e -> new Node(e.getKey().level, e.getKey().index, e.getValue()))
        .toList();
  }

  /** Whether the sums of all shards are in. */
  public boolean isComplete() {
    return pending.size() == 1 && pending.containsKey(new Place(top, 0));
  }

  /**
   * The sum over all shards.
   *
   * @throws IllegalStateException while shards are missing
   */
  public GradientSum total() {
    GradientSum sum = pending.get(new Place(top, 0));
    if (sum == null || pending.size() != 1) {
      throw new IllegalStateException("not all of the " + shards + " shards have been added");
    }
    return sum;
  }
}
