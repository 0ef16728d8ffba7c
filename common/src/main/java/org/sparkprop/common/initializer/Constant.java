package org.sparkprop.common.initializer;

import java.util.Arrays;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.random.RandomStream;

/** Every number the same. */
public record Constant(@Default("0") double value) implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }
}
