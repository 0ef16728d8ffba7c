package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * What everything costs; measured, or assumed where there is nothing to measure.
 *
 * @param compute of a task
 * @param link of each host
 * @param handling of messages
 * @param numberUpdated seconds that the driver's update takes for a parameter, checks included
 * @param scheduling of Spark's stages
 * @param rests what remains of a round
 */
public record Costs(
    ComputeSpeed compute,
    Link link,
    Handling handling,
    double numberUpdated,
    Scheduling scheduling,
    Rests rests) {
  public Costs {
    Require.notNegative("numberUpdated", numberUpdated);
  }

  /** The same on other links. */
  public Costs with(Link other) {
    return new Costs(compute, other, handling, numberUpdated, scheduling, rests);
  }

  /** The same with other rests. */
  public Costs with(Rests others) {
    return new Costs(compute, link, handling, numberUpdated, scheduling, others);
  }
}
