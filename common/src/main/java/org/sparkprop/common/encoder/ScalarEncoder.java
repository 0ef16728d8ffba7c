package org.sparkprop.common.encoder;

import java.util.List;
import org.sparkprop.common.configuration.Members;

/** How a number becomes one number, the larger the larger or the other way round. */
@Members({NumberColumn.class, MinMaxColumn.class, LogColumn.class, QuantileColumn.class})
interface ScalarEncoder extends NumericEncoder {
  double encode(double value);

  /** The value that {@link #encode} made a number of. */
  double decode(double number);

  @Override
  ScalarEncoder withFill(double fill);

  @Override
  default int width() {
    return 1;
  }

  @Override
  default List<String> names(String column) {
    return List.of(column);
  }

  @Override
  default void encode(double value, double[] features, int at) {
    features[at] = encode(value);
  }

  @Override
  default void decode(double[] features, int at) {
    features[at] = decode(features[at]);
  }
}
