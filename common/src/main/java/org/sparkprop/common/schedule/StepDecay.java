package org.sparkprop.common.schedule;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;

/**
 * initial · factor^⌊t / every⌋, t being the epochs that have passed.
 *
 * @param every epochs, whole or not
 */
@Name("step")
public record StepDecay(double initial, @Default("0.1") double factor, double every)
    implements Schedule {
  public StepDecay {
    Require.notNegative("initial", initial);
    Require.positive("factor", factor);
    Require.positive("every", every);
  }

  @Override
  public double at(Progress progress) {
    return initial * Math.pow(factor, Math.floor(progress.epochs() / every));
  }
}
