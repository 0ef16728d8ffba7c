package org.sparkprop.worker.standing;

import java.util.Set;
import java.util.stream.Collectors;
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

  @Override
  public Set<String> answered() {
    return sums.reports().stream()
        .map(report -> report.executor().id())
        .collect(Collectors.toSet());
  }

  RoundSums sums() {
    return sums;
  }
}
