package org.sparkprop.driver.round;

import java.util.List;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.worker.round.RoundReport;

/**
 * What a round gives.
 *
 * @param sum over all shards; the receiver's own until the next round, which may use its vector
 * @param times where its time went
 * @param forgetful the shards that had no residual to add although the round is not the first
 * @param penalty of means over all rows, which is part of what is minimised; its gradient is in the
 *     sum
 */
public record RoundResult(
    GradientSum sum, RoundTimes times, List<Integer> forgetful, double penalty) {
  /** Of a network without such penalties. */
  public RoundResult(GradientSum sum, RoundTimes times, List<Integer> forgetful) {
    this(sum, times, forgetful, 0);
  }

  static RoundResult of(GradientSum sum, RoundTimes times, List<RoundReport> reports) {
    return new RoundResult(
        sum, times, reports.stream().flatMap(r -> r.forgetful().stream()).sorted().toList());
  }
}
