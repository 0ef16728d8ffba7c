package org.sparkprop.common.row;

/** How a feature column's values are to be read. */
public enum ColumnKind {
  NUMBER,
  CATEGORY,
  /** Words in an order; where there is no value, there are none. */
  TEXT,
  /** A day or a moment, kept as the number of seconds since the start of 1970, without a zone. */
  DATE,
  /** Many numbers, most of them zeros. */
  VECTOR;

  /** Whether its cells stand among a raw row's numbers. */
  public boolean isNumeric() {
    return this == NUMBER || this == DATE;
  }

  /** Whether its cells are texts and stand among a raw row's categories. */
  public boolean isTextual() {
    return this == CATEGORY || this == TEXT;
  }
}
