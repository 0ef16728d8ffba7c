package org.sparkprop.common.encoder;

/** How a column of categories becomes numbers. */
interface CategoryEncoder extends ColumnEncoder {
  /**
   * Overwrites {@code width()} numbers from {@code features[at]} on.
   *
   * @param category null where it is missing
   */
  void encode(String category, double[] features, int at);
}
