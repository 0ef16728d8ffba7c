package org.sparkprop.common.layer;

/** Mean and variance (of the population) of some numbers, each by a pass of its own. */
record Moments(double mean, double variance) {
  static Moments of(double[] numbers, int from, int count) {
    double mean = sum(numbers, from, count) / count;
    return new Moments(mean, squares(numbers, from, count, mean) / count);
  }

  /** 1 / √(variance + epsilon). */
  double scale(double epsilon) {
    return 1 / Math.sqrt(variance + epsilon);
  }

  /** Four sums at once, which a processor adds at the time of one. */
  static double sum(double[] numbers, int from, int count) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int end = from + count;
    int i = from;
    for (; i < end - 3; i += 4) {
      sum0 += numbers[i];
      sum1 += numbers[i + 1];
      sum2 += numbers[i + 2];
      sum3 += numbers[i + 3];
    }
    for (; i < end; i++) {
      sum0 += numbers[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** The sum of the squared distances from {@code centre}. */
  static double squares(double[] numbers, int from, int count, double centre) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int end = from + count;
    int i = from;
    for (; i < end - 3; i += 4) {
      double d0 = numbers[i] - centre;
      double d1 = numbers[i + 1] - centre;
      double d2 = numbers[i + 2] - centre;
      double d3 = numbers[i + 3] - centre;
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    for (; i < end; i++) {
      double d = numbers[i] - centre;
      sum0 += d * d;
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** The sum of (x − centre) · y. */
  static double product(double[] x, double centre, double[] y, int from, int count) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int end = from + count;
    int i = from;
    for (; i < end - 3; i += 4) {
      sum0 += (x[i] - centre) * y[i];
      sum1 += (x[i + 1] - centre) * y[i + 1];
      sum2 += (x[i + 2] - centre) * y[i + 2];
      sum3 += (x[i + 3] - centre) * y[i + 3];
    }
    for (; i < end; i++) {
      sum0 += (x[i] - centre) * y[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
