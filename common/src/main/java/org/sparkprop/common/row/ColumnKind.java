package org.sparkprop.common.row;

/** How a feature column's values are to be read. */
public enum ColumnKind {
  NUMBER,
  CATEGORY
}
