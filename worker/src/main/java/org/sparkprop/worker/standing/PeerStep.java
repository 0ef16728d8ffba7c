package org.sparkprop.worker.standing;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Pieces;

/** What one executor has of a step from the others: its own pieces' sums, and all weights. */
final class PeerStep {
  /**
   * A piece's sum over all shards.
   *
   * @param gathered how many bytes of messages it was merged from
   */
  record Merged(List<MergeTree.Node> nodes, long gathered) {}

  /** A piece's sums; merged under its own lock, so that several threads merge several pieces. */
  private static final class Piece {
    private final MergeTree tree;
    private long gathered;

    Piece(Merging merging) {
      tree = merging.tree();
    }

    synchronized Optional<Merged> add(List<MergeTree.Node> nodes, long bytes) {
      nodes.forEach(tree::add);
      gathered += bytes;
      return tree.isComplete() ? Optional.of(new Merged(tree.nodes(), gathered)) : Optional.empty();
    }
  }

  private final long number;
  private final Merging merging;
  private final ConcurrentHashMap<Integer, Piece> pieces = new ConcurrentHashMap<>();
  private final BitSet missing = new BitSet();
  private final AtomicLong weightBytes = new AtomicLong();
  private final CompletableFuture<Boolean> weights = new CompletableFuture<>();

  PeerStep(long number, Merging merging, Pieces ofWeights) {
    this.number = number;
    this.merging = merging;
    missing.set(0, ofWeights.count());
  }

  long number() {
    return number;
  }

  /** Adds nodes of an own piece; gives the piece's sum when all shards are in. */
  Optional<Merged> merge(int piece, List<MergeTree.Node> nodes, long bytes) {
    Optional<Merged> merged =
        pieces.computeIfAbsent(piece, key -> new Piece(merging)).add(nodes, bytes);
    merged.ifPresent(done -> pieces.remove(piece));
    return merged;
  }

  /** Says that a piece of the weights has come. */
  void hasWeights(int piece) {
    boolean all;
    synchronized (missing) {
      missing.clear(piece);
      all = missing.isEmpty();
    }
    if (all) {
      weights.complete(true);
    }
  }

  /** Says that a later step has begun: of this one nothing more will come. */
  void end() {
    weights.complete(false);
  }

  /** Done when all weights are in, with true, or when a later step has begun, with false. */
  CompletableFuture<Boolean> weights() {
    return weights;
  }

  /** Counts bytes of weights that have come. */
  void count(long bytes) {
    weightBytes.addAndGet(bytes);
  }

  long weightBytes() {
    return weightBytes.get();
  }
}
