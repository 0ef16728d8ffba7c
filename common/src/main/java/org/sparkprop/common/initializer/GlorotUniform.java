package org.sparkprop.common.initializer;

import org.sparkprop.common.random.RandomStream;

/**
 * Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, Understanding the difficulty of
 * training deep feedforward neural networks, equation 16).
 */
public record GlorotUniform() implements Initializer {
  @Override
  public double[] draw(int count, int rows, int fanIn, int fanOut, RandomStream random) {
    double limit = Math.sqrt(6.0 / (fanIn + fanOut));
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = limit * (2 * random.nextDouble() - 1);
    }
    return values;
  }
}
