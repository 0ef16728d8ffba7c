package org.sparkprop.driver.configuration;

/** How rounds run on the cluster; the weights are the same to the last bit. */
public enum RoundMode {
  /** Each round is a Spark job. */
  JOB,
  /**
   * Tasks of one barrier job stay and exchange weights and gradients with the driver. Where Spark
   * has no barrier jobs, with dynamic allocation of executors, rounds are jobs all the same.
   */
  STANDING
}
