package org.sparkprop.driver.configuration;

/** Whether a run goes on where one in its output folder ended. */
public enum Resume {
  /** A run that is there is a mistake. */
  NEVER,
  /** From its newest whole checkpoint; from the start where there is none. */
  AUTO
}
