package org.sparkprop.worker.standing;

import java.util.List;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Merging;
import org.sparkprop.worker.round.Pieces;
import org.sparkprop.worker.round.RoundSums;

/** A round's sums. */
final class GradientGathering implements Gathering {
  private final Merging merging;
  private final Pieces pieces;
  private final RoundSums sums;

  GradientGathering(Merging merging, Pieces pieces) {
    this.merging = merging;
    this.pieces = pieces;
    this.sums = new RoundSums(merging, pieces);
  }

  @Override
  public Gathering anew() {
    return new GradientGathering(merging, pieces);
  }

  @Override
  public void add(Answer answer) {
    if (answer instanceof Answer.Gradient told) {
      sums.add(told.report());
    }
  }

  @Override
  public void add(int piece, List<MergeTree.Node> nodes) {
    sums.add(piece, nodes);
  }

  @Override
  public boolean has(int piece) {
    return sums.has(piece);
  }

  @Override
  public boolean isComplete() {
    return sums.isComplete();
  }

  RoundSums sums() {
    return sums;
  }
}
