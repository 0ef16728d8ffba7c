package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Uniform in ±√(3 / fanIn), whose variance is 1 / fanIn (LeCun, Bottou, Orr and Müller 1998,
 * Efficient backprop, equation 16).
 */
public record LecunUniform() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.uniform(count, Math.sqrt(3.0 / fanIn), random);
  }
}
