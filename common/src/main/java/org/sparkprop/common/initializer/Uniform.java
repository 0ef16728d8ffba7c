package org.sparkprop.common.initializer;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.random.RandomStream;

/** Uniform in ±{@code limit}, whatever the layer's size. */
public record Uniform(@Default("0.05") double limit) implements Initializer {
  public Uniform {
    Require.positive("limit", limit);
  }

  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.uniform(count, limit, random);
  }
}
