package org.sparkprop.common.row;

import org.sparkprop.common.configuration.Default;

/**
 * A column that goes into the network.
 *
 * @param width how many numbers the vectors of a column of such have; else 1
 */
public record FeatureColumn(String name, ColumnKind kind, @Default("1") int width) {
  /** One that holds no vectors. */
  public FeatureColumn(String name, ColumnKind kind) {
    this(name, kind, 1);
  }
}
