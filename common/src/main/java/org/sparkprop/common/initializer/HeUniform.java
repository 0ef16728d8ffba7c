package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Uniform in ±√(6 / fanIn), whose variance is that of {@link HeNormal} (He, Zhang, Ren and Sun
 * 2015).
 */
public record HeUniform() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.uniform(count, Math.sqrt(6.0 / fanIn), random);
  }
}
