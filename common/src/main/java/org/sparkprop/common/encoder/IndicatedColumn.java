package org.sparkprop.common.encoder;

import java.util.List;
import org.sparkprop.common.configuration.Name;

/**
 * A number with another one behind it: 1 where it is missing, else 0.
 *
 * @param value encodes the number
 */
@Name("indicated")
record IndicatedColumn(ScalarEncoder value) implements NumericEncoder {
  @Override
  public int width() {
    return 2;
  }

  @Override
  public List<String> names(String column) {
    return List.of(column, column + "_missing");
  }

  @Override
  public void encode(double number, double[] features, int at) {
    features[at] = value.encode(number);
    features[at + 1] = Double.isNaN(number) ? 1 : 0;
  }

  @Override
  public void decode(double[] features, int at) {
    value.decode(features, at);
  }

  @Override
  public IndicatedColumn withFill(double fill) {
    return new IndicatedColumn(value.withFill(fill));
  }
}
