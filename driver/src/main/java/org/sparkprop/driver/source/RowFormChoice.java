package org.sparkprop.driver.source;

/** How encoded rows are to be kept and computed with: as the columns suggest, or one way. */
public enum RowFormChoice {
  AUTO,
  DENSE,
  SPARSE
}
