package org.sparkprop.worker.standing;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.worker.round.RoundReport;

/** A round's sums, merged piece by piece as they come in. */
final class GradientGathering implements Gathering {
  private final int shards;
  private final Precision precision;
  private final Pieces pieces;
  private final MergeTree[] trees;
  private final List<RoundReport> reports = new ArrayList<>();
  private GradientSum total;
  private FlatVector gradient;
  private int left;
  private boolean diverged;

  GradientGathering(int shards, Precision precision, Pieces pieces) {
    this.shards = shards;
    this.precision = precision;
    this.pieces = pieces;
    this.trees = new MergeTree[pieces.count()];
    this.left = trees.length;
    for (int i = 0; i < trees.length; i++) {
      trees[i] = new MergeTree(shards);
    }
  }

  @Override
  public Gathering anew() {
    return new GradientGathering(shards, precision, pieces);
  }

  @Override
  public void add(Answer answer) {
    if (answer instanceof Answer.Gradient told) {
      reports.add(told.report());
      diverged |= !told.report().divergence().isEmpty();
      add(0, told.report().nodes());
    }
  }

  @Override
  public void add(int piece, List<MergeTree.Node> nodes) {
    if (trees[piece] == null) {
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
      gradient = FlatVector.zeros(precision, pieces.length());
    }
    gradient.setSlice(pieces.start(piece), sum.gradient());
    if (piece == 0) {
      total = sum.of(gradient);
    }
  }

  @Override
  public boolean has(int piece) {
    return trees[piece] == null;
  }

  @Override
  public boolean isComplete() {
    return left == 0 || diverged;
  }

  /** What the round came to; without a sum where it diverged. */
  Meeting.Outcome outcome() {
    return new Meeting.Outcome(diverged ? null : total, List.copyOf(reports));
  }
}
