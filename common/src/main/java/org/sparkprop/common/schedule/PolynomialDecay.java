package org.sparkprop.common.schedule;

import java.util.OptionalDouble;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;

/**
 * last + (initial − last) · (1 − t / T)^power, t being the epochs that have passed; after T epochs
 * {@code last}.
 *
 * @param epochs T; the run's where left out
 * @param power 1 falls in a line
 */
@Name("polynomial")
public record PolynomialDecay(
    double initial, @Default("0") double last, @Default("1") double power, OptionalDouble epochs)
    implements Schedule {
  public PolynomialDecay {
    Require.notNegative("initial", initial);
    Require.notNegative("last", last);
    Require.positive("power", power);
    epochs.ifPresent(length -> Require.positive("epochs", length));
  }

  @Override
  public double at(Progress progress) {
    double length = epochs.orElse(progress.totalEpochs());
    double left = Math.max(0, 1 - progress.epochs() / length);
    return last + (initial - last) * Math.pow(left, power);
  }
}
