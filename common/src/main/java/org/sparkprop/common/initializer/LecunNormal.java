package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Normal with mean 0 and variance 1 / fanIn, not truncated (LeCun, Bottou, Orr and Müller 1998,
 * Efficient backprop, equation 16).
 */
public record LecunNormal() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.normal(count, Math.sqrt(1.0 / fanIn), random);
  }
}
