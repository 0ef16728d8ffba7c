package org.sparkprop.common.encoder;

import org.sparkprop.common.vector.SparseRows;

/** How a column of numbers or dates becomes numbers. */
interface NumericEncoder extends ColumnEncoder {
  /** Overwrites {@code width()} numbers from {@code features[at]} on; a missing value is NaN. */
  void encode(double value, double[] features, int at);

  /**
   * Adds what is not zero to the row under way, whose {@code width()} numbers from {@code at} on
   * are this column's.
   */
  default void addTo(double value, SparseRows rows, int at) {
    double[] numbers = new double[width()];
    encode(value, numbers, 0);
    rows.addNonZero(numbers, 0, numbers.length, at);
  }

  /** The same with another value in the place of missing ones, if it fills them with any. */
  NumericEncoder withFill(double fill);
}
