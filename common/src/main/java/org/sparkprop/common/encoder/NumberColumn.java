package org.sparkprop.common.encoder;

import org.sparkprop.common.configuration.Name;

/**
 * A number: (value − offset) · factor.
 *
 * @param fill the value, before scaling, of a missing cell
 */
@Name("number")
public record NumberColumn(double offset, double factor, double fill) implements ColumnEncoder {
  @Override
  public int width() {
    return 1;
  }

  /** The value that {@link #encode} made a number of. */
  double decode(double number) {
    return number / factor + offset;
  }

  double encode(double value) {
    return ((Double.isNaN(value) ? fill : value) - offset) * factor;
  }
}
