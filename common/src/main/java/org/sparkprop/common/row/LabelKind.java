package org.sparkprop.common.row;

/** What the label columns hold. */
public enum LabelKind {
  /** A class's name, in one column. */
  CLASS,
  /** Numbers, one for each column. */
  NUMBER
}
