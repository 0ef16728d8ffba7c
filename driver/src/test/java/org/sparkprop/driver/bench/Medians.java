package org.sparkprop.driver.bench;

import java.util.Arrays;

/** The middle one of some measurements, the upper one where two are in the middle. */
final class Medians {
  private Medians() {}

  /** At least one value; they are not changed. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
