package org.sparkprop.common.encoder;

import org.sparkprop.common.vector.SparseRows;

/** How a column of categories or texts becomes numbers. */
interface CategoryEncoder extends ColumnEncoder {
  /**
   * Overwrites {@code width()} numbers from {@code features[at]} on.
   *
   * @param category or text, null where it is missing
   * @param fold of the training rows, or {@link Encoder#NO_FOLD}
   */
  void encode(String category, int fold, double[] features, int at);

  /**
   * Adds what is not zero to the row under way, whose {@code width()} numbers from {@code at} on
   * are this column's.
   */
  default void addTo(String category, int fold, SparseRows rows, int at) {
    double[] numbers = new double[width()];
    encode(category, fold, numbers, 0);
    rows.addNonZero(numbers, 0, numbers.length, at);
  }
}
