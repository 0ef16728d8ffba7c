package org.sparkprop.driver.crossvalidation;

/** The mean of some numbers and their standard deviation about it, by n − 1; 0 of one number. */
record Spread(double mean, double standardDeviation) {
  static Spread of(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(mean, values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0);
  }
}
