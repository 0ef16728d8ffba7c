package org.sparkprop.common.augmentation;

import java.util.Locale;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Mirrors an image with a probability. Not for what has a side: letters, digits, organs.
 *
 * @param axis {@code horizontal} swaps left and right, {@code vertical} above and below
 */
public record Flip(@Default("horizontal") String axis, @Default("0.5") double probability)
    implements Augmentation {
  private static final String HORIZONTAL = "horizontal";

  public Flip {
    axis = axis.toLowerCase(Locale.ROOT);
    Require.that(
        axis.equals(HORIZONTAL) || axis.equals("vertical"),
        "axis: expected horizontal or vertical, got `%s`",
        axis);
    Require.that(
        probability > 0 && probability <= 1,
        "probability: expected a number above 0 and at most 1, got %s",
        probability);
  }

  @Override
  public void check(Shape shape) {
    Image.of(shape);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    if (random.nextDouble() >= probability) {
      return;
    }
    Image image = Image.of(shape);
    double[] source = row.clone();
    for (int channel = 0; channel < image.channels(); channel++) {
      int plane = image.plane(channel);
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          boolean sideways = axis.equals(HORIZONTAL);
          int fromY = sideways ? y : image.height() - 1 - y;
          int fromX = sideways ? image.width() - 1 - x : x;
          row[plane + y * image.width() + x] = source[plane + fromY * image.width() + fromX];
        }
      }
    }
  }
}
