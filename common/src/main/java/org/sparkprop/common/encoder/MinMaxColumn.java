package org.sparkprop.common.encoder;

import org.sparkprop.common.configuration.Name;

/**
 * A number brought to 0 at the least and 1 at the greatest value of the training rows: (value −
 * least) / (greatest − least). What lies beyond them is not clipped. Where both are the same, they
 * give 0, and another value its distance from them.
 *
 * @param fill the value, before scaling, of a missing cell
 */
@Name("min-max")
record MinMaxColumn(double least, double greatest, double fill) implements ScalarEncoder {
  /** Of a range of two ends; where no value was seen, the first is above the second. */
  static MinMaxColumn of(double[] range, double fill) {
    return range[0] <= range[1]
        ? new MinMaxColumn(range[0], range[1], fill)
        : new MinMaxColumn(0, 0, fill);
  }

  private double span() {
    return greatest > least ? greatest - least : 1;
  }

  @Override
  public double encode(double value) {
    return ((Double.isNaN(value) ? fill : value) - least) / span();
  }

  @Override
  public double decode(double number) {
    return number * span() + least;
  }

  @Override
  public MinMaxColumn withFill(double other) {
    return new MinMaxColumn(least, greatest, other);
  }
}
