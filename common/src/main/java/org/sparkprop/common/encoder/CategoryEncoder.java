package org.sparkprop.common.encoder;

/** How a column of categories or texts becomes numbers. */
interface CategoryEncoder extends ColumnEncoder {
  /**
   * Overwrites {@code width()} numbers from {@code features[at]} on.
   *
   * @param category or text, null where it is missing
   * @param fold of the training rows, or {@link Encoder#NO_FOLD}
   */
  void encode(String category, int fold, double[] features, int at);
}
