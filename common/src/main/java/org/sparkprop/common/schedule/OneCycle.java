package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * One cycle (Smith 2018, «A disciplined approach to neural network hyper-parameters», section 4.1;
 * Smith and Topin 2018): over the whole run the rate climbs in a line from {@code peak} / {@code
 * startDivisor} to {@code peak}, falls back the same way, and in the rounds that are left falls on
 * to the start / {@code endDivisor}.
 *
 * <p>The paper wants the cycle a little shorter than the run and the start a factor of 10 or 20
 * below the peak where there is one cycle only: climb and fall take 45% of the run each, the
 * divisor is 10. The last rate is «several orders of magnitude» below: three here. The paper lets
 * the momentum go the other way; here it stays.
 *
 * @param climb share of the run in which the rate climbs, and again in which it falls; at most ½
 */
public record OneCycle(
    double peak,
    @Default("10") double startDivisor,
    @Default("1000") double endDivisor,
    @Default("0.45") double climb)
    implements Schedule {
  public OneCycle {
    Require.notNegative("peak", peak);
    Require.that(startDivisor >= 1, "startDivisor: expected at least 1, got %s", startDivisor);
    Require.that(endDivisor >= 1, "endDivisor: expected at least 1, got %s", endDivisor);
    Require.that(
        climb > 0 && climb <= 0.5, "climb: expected a number above 0 up to 0.5, got %s", climb);
  }

  @Override
  public double at(Progress progress) {
    double done = (progress.round() - 1) / (double) Math.max(1, progress.totalRounds() - 1);
    double start = peak / startDivisor;
    if (done <= climb) {
      return start + (peak - start) * done / climb;
    }
    if (done <= 2 * climb) {
      return peak - (peak - start) * (done - climb) / climb;
    }
    double end = start / endDivisor;
    return start - (start - end) * (done - 2 * climb) / (1 - 2 * climb);
  }
}
