package org.sparkprop.common.random;

/**
 * What random numbers are drawn for; numbers for different purposes are independent. A purpose's
 * code is part of what is drawn: it is never changed or given again.
 */
public enum Purpose {
  INITIAL_WEIGHTS(0),
  ROW_ORDER(1),
  LAYER_NOISE(2),
  AUGMENTATION(3),
  TEST(4),
  MIXUP(5),
  QUANTILE_SAMPLE(6),
  TARGET_FOLD(7),
  GENERATED_ROWS(8),
  CROSS_VALIDATION_FOLD(9);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
