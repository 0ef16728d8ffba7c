package org.sparkprop.common.encoder;

import org.sparkprop.common.exact.ExactMoments;

/**
 * What is known of one column of numbers or dates: two measures of its values, of one the moments
 * and of the other the range, and how many values are missing.
 */
record ColumnStatistics(ExactMoments moments, long[] missing, double[] range) {
  ColumnStatistics() {
    this(
        new ExactMoments(),
        new long[1],
        new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
  }

  /** Both NaN where the value is missing. */
  void add(double forMoments, double forRange) {
    if (Double.isNaN(forRange)) {
      missing[0]++;
      return;
    }
    moments.add(forMoments);
    range[0] = Math.min(range[0], forRange);
    range[1] = Math.max(range[1], forRange);
  }

  void add(ColumnStatistics other) {
    moments.add(other.moments);
    missing[0] += other.missing[0];
    range[0] = Math.min(range[0], other.range[0]);
    range[1] = Math.max(range[1], other.range[1]);
  }

  boolean isConstant() {
    return range[0] >= range[1];
  }
}
