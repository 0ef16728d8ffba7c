package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/** Adds normal noise to each number: for tables, whose numbers the encoder has standardised. */
public record Noise(double standardDeviation) implements Augmentation {
  public Noise {
    Require.positive("standardDeviation", standardDeviation);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    for (int i = 0; i < row.length; i++) {
      row[i] += standardDeviation * random.nextGaussian();
    }
  }
}
