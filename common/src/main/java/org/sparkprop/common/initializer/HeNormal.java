package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Normal with mean 0 and variance 2 / fanIn, not truncated, for layers that go into a {@code relu}
 * (He, Zhang, Ren and Sun 2015, Delving deep into rectifiers, equation 10).
 */
public record HeNormal() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.normal(count, Math.sqrt(2.0 / fanIn), random);
  }
}
