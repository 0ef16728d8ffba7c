package org.sparkprop.common.row;

/** How a row's encoded numbers are kept, and go into a network's first layer. */
public enum RowForm {
  /** All of them, one after another. */
  DENSE,
  /** Those that are not zero, each with its place. */
  SPARSE
}
