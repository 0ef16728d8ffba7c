package org.sparkprop.common.encoder;

import org.sparkprop.common.exact.ExactMoments;

/** What is known of one number column: the moments of its values and how many are missing. */
record ColumnStatistics(ExactMoments moments, long[] missing, double[] range) {
  ColumnStatistics() {
    this(
        new ExactMoments(),
        new long[1],
        new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
  }

  void add(double value) {
    if (Double.isNaN(value)) {
      missing[0]++;
      return;
    }
    moments.add(value);
    range[0] = Math.min(range[0], value);
    range[1] = Math.max(range[1], value);
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
