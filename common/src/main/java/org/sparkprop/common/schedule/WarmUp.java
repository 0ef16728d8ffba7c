package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Climbs in a line to where another schedule starts, which then counts from there (Goyal et al.
 * 2017, «Accurate, large minibatch SGD», section 2.2, gradual warm-up): the i-th of n warm-up
 * rounds has the share {@code from} + (1 − {@code from}) i / n of the other schedule's first value.
 *
 * @param epochs of the warm-up, whole or not; at least one round
 * @param from 0 climbs from nothing; the paper's 1 / k, k being the number of its workers, is
 *     another choice
 * @param then what follows, for the rest of the run
 */
public record WarmUp(double epochs, @Default("0") double from, Schedule then) implements Schedule {
  public WarmUp {
    Require.positive("epochs", epochs);
    Require.fraction("from", from);
  }

  @Override
  public double at(Progress progress) {
    long wanted = Math.max(1, Math.round(epochs * progress.roundsPerEpoch()));
    long rest = Math.max(1, progress.totalRounds() - wanted);
    if (progress.round() > wanted) {
      return then.at(new Progress(progress.round() - wanted, progress.roundsPerEpoch(), rest));
    }
    double first = then.at(new Progress(1, progress.roundsPerEpoch(), rest));
    return first * (from + (1 - from) * progress.round() / wanted);
  }
}
