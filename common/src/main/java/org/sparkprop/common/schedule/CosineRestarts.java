package org.sparkprop.common.schedule;

import java.util.OptionalDouble;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;

/**
 * Cosine annealing with warm restarts (Loshchilov and Hutter 2017, «SGDR: stochastic gradient
 * descent with warm restarts», equation 5): last + ½ (initial − last) (1 + cos(π t / T)), t being
 * the epochs since the last restart and T the length of this period, which each restart multiplies.
 *
 * @param epochs the first period's; the whole run where left out: then nothing restarts
 * @param growth by which each period is longer than the one before; the paper finds 1 and 2 good
 */
@Name("cosine")
public record CosineRestarts(
    double initial, @Default("0") double last, OptionalDouble epochs, @Default("1") double growth)
    implements Schedule {
  public CosineRestarts {
    Require.notNegative("initial", initial);
    Require.notNegative("last", last);
    epochs.ifPresent(length -> Require.positive("epochs", length));
    Require.that(growth >= 1, "growth: expected at least 1, got %s", growth);
  }

  @Override
  public double at(Progress progress) {
    double period = epochs.orElse(progress.totalEpochs());
    double since = progress.epochs();
    while (since >= period) {
      since -= period;
      period *= growth;
    }
    return last + (initial - last) / 2 * (1 + Math.cos(Math.PI * since / period));
  }
}
