package org.sparkprop.common.encoder;

/** What happens to a cell without a value. */
public enum MissingRule {
  /** It stops the run. */
  FAIL,
  /** A number becomes its column's mean over the training rows, a category or date all zeros. */
  MEAN,
  /** A number becomes 0, before scaling, a category or date all zeros. */
  ZERO
}
