package org.sparkprop.worker.round;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;

/**
 * A round's sums as they come in from the tasks, merged piece by piece of the vector; every piece
 * in the tree's order. Not thread-safe.
 */
public final class RoundSums {
  private final Merging merging;
  private final Pieces pieces;
  private final MergeTree[] trees;
  private final List<RoundReport> reports = new ArrayList<>();
  private GradientSum total;
  private FlatVector gradient;
  private int left;
  private String divergence = "";

  public RoundSums(Merging merging, Pieces pieces) {
    this.merging = merging;
    this.pieces = pieces;
    this.trees = new MergeTree[pieces.count()];
    this.left = trees.length;
    for (int i = 0; i < trees.length; i++) {
      trees[i] = merging.tree();
    }
  }

  /** Takes a report with the first piece of its sums. */
  public void add(RoundReport report) {
    reports.add(report.with(List.of()));
    divergence = divergence.isEmpty() ? report.divergence() : divergence;
    add(0, report.nodes());
  }

  /** Takes a piece of sums; one that is complete already is not touched. */
  public void add(int piece, List<MergeTree.Node> nodes) {
    if (has(piece)) {
      return;
    }
    nodes.forEach(trees[piece]::add);
    if (trees[piece].isComplete()) {
      keep(piece, trees[piece].total());
      trees[piece] = null;
      left--;
    }
  }

  private void keep(int piece, GradientSum sum) {
    if (trees.length == 1) {
      total = sum;
      return;
    }
    if (gradient == null) {
      gradient = FlatVector.zeros(merging.precision(), pieces.length());
    }
    gradient.setSlice(pieces.start(piece), sum.gradient());
    if (piece == 0) {
      total = sum.of(gradient);
    }
  }

  /** Whether all shards' sums of a piece are in. */
  public boolean has(int piece) {
    return trees[piece] == null;
  }

  /** Whether there is nothing to wait for: all is in, or the round diverged. */
  public boolean isComplete() {
    return left == 0 || !divergence.isEmpty();
  }

  /** What was not finite first, or empty. */
  public String divergence() {
    return divergence;
  }

  /** The sum over all shards, of a round that is complete and did not diverge. */
  public GradientSum total() {
    if (left != 0) {
      throw new IllegalStateException("not all shards' sums are in");
    }
    return total;
  }

  /** What the tasks said of themselves, without their sums. */
  public List<RoundReport> reports() {
    return List.copyOf(reports);
  }
}
