package org.sparkprop.worker.standing;

import org.sparkprop.worker.round.RoundSums;

/** A round's sums. */
final class GradientGathering implements Gathering {
  private final RoundSums sums;

  GradientGathering(RoundSums sums) {
    this.sums = sums;
  }

  @Override
  public Gathering anew() {
    return new GradientGathering(sums.anew());
  }

  @Override
  public void add(Answer answer) {
    if (answer instanceof Answer.Gradient told) {
      sums.add(told.report());
    }
  }

  @Override
  public void add(Request.Sums piece) {
    sums.add(piece.from(), piece.nodes());
    sums.count(piece.gathered());
  }

  @Override
  public void count(long bytes) {
    sums.count(bytes);
  }

  @Override
  public boolean has(int from) {
    return sums.has(from);
  }

  @Override
  public boolean isComplete() {
    return sums.isComplete();
  }

  RoundSums sums() {
    return sums;
  }
}
