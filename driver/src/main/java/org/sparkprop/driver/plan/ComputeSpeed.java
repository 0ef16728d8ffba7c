package org.sparkprop.driver.plan;

import java.util.List;
import org.sparkprop.common.configuration.Require;

/**
 * How fast one task computes while all slots of its executor do: a slice of r rows takes {@code
 * perSlice + r \u00b7 perRow}. The first is what does not depend on the rows (reading every weight
 * once, clearing and copying the gradient, merging it), the second the arithmetic.
 *
 * @param perRow seconds
 * @param perSlice seconds
 */
public record ComputeSpeed(double perRow, double perSlice) {
  /** What slices of so many rows were seen to take. */
  public record Sample(long rows, double seconds) {}

  public ComputeSpeed {
    Require.notNegative("perRow", perRow);
    Require.notNegative("perSlice", perSlice);
  }

  /** Of a task that has so many slices of so many rows each. */
  double seconds(long slices, long rows) {
    return slices * (perSlice + rows * perRow);
  }

  /**
   * The two numbers that fit samples best, none below 0: least squares of the relative errors, so
   * that short slices count as much as long ones.
   *
   * @param samples at least one, of positive times; rows may be 0
   */
  public static ComputeSpeed fit(List<Sample> samples) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    for (Sample sample : samples) {
      double one = 1 / sample.seconds;
      double rows = sample.rows / sample.seconds;
      a += one * one;
      b += one * rows;
      c += rows * rows;
      d += one;
      e += rows;
    }
    double determinant = a * c - b * b;
    if (determinant > 1e-12 * a * c) {
      double perSlice = (c * d - b * e) / determinant;
      double perRow = (a * e - b * d) / determinant;
      if (perSlice >= 0 && perRow >= 0) {
        return new ComputeSpeed(perRow, perSlice);
      }
      return perSlice < 0 ? new ComputeSpeed(e / c, 0) : new ComputeSpeed(0, d / a);
    }
    return c > 0 ? new ComputeSpeed(e / c, 0) : new ComputeSpeed(0, d / a);
  }

  /** The largest relative error on samples. */
  public double worstError(List<Sample> samples) {
    return samples.stream()
        .mapToDouble(s -> Math.abs(seconds(1, s.rows) / s.seconds - 1))
        .max()
        .orElse(0);
  }
}
