package org.sparkprop.common.row;

/** How a feature column's values are to be read. */
public enum ColumnKind {
  NUMBER,
  CATEGORY,
  /** Words in an order; where there is no value, there are none. */
  TEXT,
  /** A day or a moment, kept as the number of seconds since the start of 1970, without a zone. */
  DATE;

  /** Whether its cells stand among a raw row's numbers; those of the others are texts. */
  public boolean isNumeric() {
    return this != CATEGORY && this != TEXT;
  }
}
