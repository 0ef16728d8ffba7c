package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Adds one number, uniform from −{@code most} to {@code most}, to all of a row, in the units in
 * which the encoder leaves it.
 */
public record Brightness(double most) implements Augmentation {
  public Brightness {
    Require.positive("most", most);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    double added = most * (2 * random.nextDouble() - 1);
    for (int i = 0; i < row.length; i++) {
      row[i] += added;
    }
  }
}
