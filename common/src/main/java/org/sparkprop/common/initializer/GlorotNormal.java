package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Normal with mean 0 and variance 2 / (fanIn + fanOut), not truncated (Glorot and Bengio 2010,
 * Understanding the difficulty of training deep feedforward neural networks, equation 12).
 */
public record GlorotNormal() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.normal(count, Math.sqrt(2.0 / ((double) fanIn + fanOut)), random);
  }
}
