package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * What Spark takes to run a stage of tasks that do nothing, in seconds.
 *
 * @param job for the first stage of a job, and for each further one
 * @param task more for each task
 */
public record Scheduling(double job, double task) {
  public Scheduling {
    Require.notNegative("job", job);
    Require.notNegative("task", task);
  }
}
