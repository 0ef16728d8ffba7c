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
  /**
   * Of a range of two ends; where no value was seen, the first is above the second.
   *
   * @param logged whether the numbers are the logarithms of those of the range
   */
  static MinMaxColumn of(double[] range, boolean logged, double fill) {
    if (range[0] > range[1]) {
      return new MinMaxColumn(0, 0, fill);
    }
    return logged
        ? new MinMaxColumn(LogColumn.log(range[0]), LogColumn.log(range[1]), fill)
        : new MinMaxColumn(range[0], range[1], fill);
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
