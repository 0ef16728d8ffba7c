package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, Understanding the difficulty of
 * training deep feedforward neural networks, equation 16).
 */
public record GlorotUniform() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    return Distributions.uniform(count, Math.sqrt(6.0 / ((double) fanIn + fanOut)), random);
  }
}
