package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Blanks bands across one dimension, as SpecAugment (Park et al. 2019) does with steps of time and
 * bands of frequency of a spectrogram: the width is uniform from 0 to {@code most}, the place
 * uniform among those where all of it is inside.
 *
 * @param dimension of the shape, from 0
 * @param most numbers along the dimension
 * @param count how many bands, which may overlap
 */
public record BandMasking(
    int dimension, int most, @Default("1") int count, @Default("0") double fill)
    implements Augmentation {
  public BandMasking {
    Require.atLeast("dimension", dimension, 0);
    Require.atLeast("most", most, 1);
    Require.atLeast("count", count, 1);
  }

  @Override
  public void check(Shape shape) {
    int[] dimensions = shape.dimensions();
    Require.that(
        dimension < dimensions.length && most <= dimensions[dimension],
        "expected a dimension below %d with room for %d, got dimension %d of %s",
        dimensions.length,
        most,
        dimension,
        shape);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    int length = shape.dimensions()[dimension];
    int inner = 1;
    for (int d = dimension + 1; d < shape.dimensions().length; d++) {
      inner *= shape.dimensions()[d];
    }
    for (int band = 0; band < count; band++) {
      int width = random.nextInt(most + 1);
      int from = random.nextInt(length - width + 1);
      for (int i = 0; i < row.length; i++) {
        int at = i / inner % length;
        if (at >= from && at < from + width) {
          row[i] = fill;
        }
      }
    }
  }
}
