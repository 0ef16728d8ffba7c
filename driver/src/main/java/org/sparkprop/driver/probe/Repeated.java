package org.sparkprop.driver.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Measurements that are repeated for a while, of which the median counts. */
final class Repeated {
  private static final int LEAST = 3;
  private static final int MOST = 2000;

  private Repeated() {}

  /** The median of what a measurement gives in so many seconds, three times at least. */
  static double median(double seconds, DoubleSupplier measurement) {
    return median(values(seconds, measurement));
  }

  static List<Double> values(double seconds, DoubleSupplier measurement) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Double> values = new ArrayList<>();
    while (values.size() < LEAST || System.nanoTime() < end && values.size() < MOST) {
      values.add(measurement.getAsDouble());
    }
    return values;
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** How long some work takes. */
  static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) * 1e-9;
  }
}
