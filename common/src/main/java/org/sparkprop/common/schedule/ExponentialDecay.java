package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;

/**
 * initial · factor^(t / every), t being the epochs that have passed: falls in every round.
 *
 * @param every epochs, whole or not
 */
@Name("exponential")
public record ExponentialDecay(double initial, double factor, @Default("1") double every)
    implements Schedule {
  public ExponentialDecay {
    Require.notNegative("initial", initial);
    Require.positive("factor", factor);
    Require.positive("every", every);
  }

  @Override
  public double at(Progress progress) {
    return initial * Math.pow(factor, progress.epochs() / every);
  }
}
