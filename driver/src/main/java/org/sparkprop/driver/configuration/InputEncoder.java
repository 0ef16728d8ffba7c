package org.sparkprop.driver.configuration;

/** Which encoder makes a network's inputs of rows where training starts from a model. */
public enum InputEncoder {
  /** The model's own, so that the layers that are kept see what they were trained on. */
  MODEL,
  /** One that is fitted to the training rows, as the configuration says. */
  FITTED
}
