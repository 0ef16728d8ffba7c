package org.sparkprop.driver.source;

/** What becomes of a row of the training source that cannot be used. */
public enum OnBadRow {
  /** The run ends before round one. */
  FAIL,
  /** It is counted and left out. */
  SKIP
}
