package org.sparkprop.common.encoder;

import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.exact.ExactMoments;

/**
 * A number: (value − offset) · factor.
 *
 * @param fill the value, before scaling, of a missing cell
 */
@Name("number")
public record NumberColumn(double offset, double factor, double fill) implements ScalarEncoder {
  /** Brings numbers to mean 0 and variance 1; numbers that are all the same, to 0. */
  static NumberColumn standardized(ExactMoments moments, double fill) {
    double deviation = Math.sqrt(moments.variance());
    return new NumberColumn(moments.mean(), deviation > 0 ? 1 / deviation : 1, fill);
  }

  @Override
  public double encode(double value) {
    return ((Double.isNaN(value) ? fill : value) - offset) * factor;
  }

  @Override
  public double decode(double number) {
    return number / factor + offset;
  }

  @Override
  public NumberColumn withFill(double other) {
    return new NumberColumn(offset, factor, other);
  }
}
