package org.sparkprop.common.encoder;

/** What fitting measures of a column's cells in the training rows. */
enum Measure {
  /** Moments and range. */
  NUMBER,
  /** Moments of the logarithms, and the range of the numbers themselves. */
  LOGARITHM,
  /** Moments of the years, and the range of the times of day. */
  DATE,
  /** The categories with their counts. */
  CATEGORIES,
  /** The labels of the rows of each category. */
  TARGETS,
  /** Nothing of categories that are not counted, and of texts, which are counted apart. */
  NOTHING;

  boolean isNumeric() {
    return this == NUMBER || this == LOGARITHM || this == DATE;
  }

  void add(double value, ColumnStatistics to) {
    switch (this) {
      case LOGARITHM -> to.add(LogColumn.log(value), value);
      case DATE -> to.add(DateColumn.year(value), DateColumn.timeOfDay(value));
      default -> to.add(value, value);
    }
  }
}
