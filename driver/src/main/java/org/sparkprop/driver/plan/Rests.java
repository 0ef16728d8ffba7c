package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * What a round was measured to take beyond all that the model accounts for, in seconds: waking
 * threads, putting weights in place, serialisation.
 *
 * @param standing of a standing round
 * @param job of a round that is a job
 */
public record Rests(double standing, double job) {
  public Rests {
    Require.notNegative("standing", standing);
    Require.notNegative("job", job);
  }
}
