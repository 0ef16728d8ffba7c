package org.sparkprop.common.encoder;

/** How a column of numbers or dates becomes numbers. */
interface NumericEncoder extends ColumnEncoder {
  /** Overwrites {@code width()} numbers from {@code features[at]} on; a missing value is NaN. */
  void encode(double value, double[] features, int at);

  /** The same with another value in the place of missing ones, if it fills them with any. */
  NumericEncoder withFill(double fill);
}
