package org.sparkprop.driver.checkpoint;

import org.sparkprop.common.update.Measure;

/**
 * How good a run was at the end of an epoch.
 *
 * @param measure {@code train-loss}, or {@code validation-} and the name of a measure
 */
public record Score(String measure, double value, long epoch) {
  boolean isBetterThan(Score other) {
    return measure.equals(other.measure) && Measure.gain(measure, value, other.value) > 0;
  }
}
