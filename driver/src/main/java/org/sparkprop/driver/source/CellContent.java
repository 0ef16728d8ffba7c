package org.sparkprop.driver.source;

/** What a cell holds, asked for a number. */
public enum CellContent {
  NUMBER,
  MISSING,
  /** NaN or an infinity. */
  NOT_FINITE,
  TEXT
}
