package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/** Independent numbers of one distribution. */
final class Distributions {
  private Distributions() {}

  /** Uniform from −{@code limit} up to, but not, {@code limit}. */
  static double[] uniform(int count, double limit, RandomStream random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = limit * (2 * random.nextDouble() - 1);
    }
    return values;
  }

  /** Normal with mean 0, not truncated. */
  static double[] normal(int count, double standardDeviation, RandomStream random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = standardDeviation * random.nextGaussian();
    }
    return values;
  }
}
