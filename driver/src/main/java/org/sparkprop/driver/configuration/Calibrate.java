package org.sparkprop.driver.configuration;

/** What is done after training so that probabilities are as often right as they say. */
public enum Calibrate {
  NONE,
  /** One temperature for all outputs, at which the validation rows are likeliest. */
  TEMPERATURE
}
