package org.sparkprop.common.initializer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.random.RandomStream;

/** Normal with mean 0 and a given standard deviation, not truncated, whatever the layer's size. */
public record Normal(@Default("0.05") double standardDeviation) implements Initializer {
  public Normal {
    Require.positive("standardDeviation", standardDeviation);
  }

  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.normal(count, standardDeviation, random);
  }
}
