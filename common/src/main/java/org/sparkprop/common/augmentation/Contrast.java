package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Takes a row's numbers apart or together about their mean: by one factor, uniform from 1 −{@code
 * most} to 1 + {@code most}.
 */
public record Contrast(double most) implements Augmentation {
  public Contrast {
    Require.positive("most", most);
    Require.fraction("most", most);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    double factor = 1 + most * (2 * random.nextDouble() - 1);
    double sum = 0;
    for (double number : row) {
      sum += number;
    }
    double mean = sum / row.length;
    for (int i = 0; i < row.length; i++) {
      row[i] = mean + factor * (row[i] - mean);
    }
  }
}
