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

  double encode(double value) {
    return ((Double.isNaN(value) ? fill : value) - offset) * factor;
  }
}
