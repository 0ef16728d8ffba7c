package org.sparkprop.driver.configuration;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * The run goes back to its last checkpoint, and on from there with a smaller learning rate.
 *
 * @param learningRateFactor what the learning rate of all rounds that follow is multiplied by
 * @param most how often in a run; then it ends
 */
public record Rollback(@Default("0.5") double learningRateFactor, @Default("3") int most)
    implements OnDivergence {
  public Rollback {
    Require.that(
        learningRateFactor > 0 && learningRateFactor < 1,
        "learningRateFactor: expected a number between 0 and 1, got %s",
        learningRateFactor);
    Require.atLeast("most", most, 1);
  }
}
