package org.sparkprop.common.random;

/** What random numbers are drawn for; numbers for different purposes are independent. */
public enum Purpose {
  INITIAL_WEIGHTS,
  ROW_ORDER,
  DATA_SPLIT,
  LAYER_NOISE,
  AUGMENTATION,
  TEST
}
