package org.sparkprop.common.augmentation;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Shift, rotation, scaling and shearing of an image about its middle in one bilinear resampling,
 * all drawn uniformly: what would be resampled several times loses its edges. What comes in from
 * outside is {@code fill}.
 *
 * <p>Example: with a shift of 1 alone a draw of (+1, 0) moves every row of pixels down by one, and
 * the first row is {@code fill}.
 *
 * @param shift pixels up to which it moves in either direction, down and across by themselves
 * @param rotation degrees up to which it turns in either direction
 * @param scaling share by which it grows or shrinks at most: 0.1 for 0.9 to 1.1
 * @param shear share of the height by which its upper edge moves against the lower one at most
 */
public record Affine(
    @Default("0") double shift,
    @Default("0") double rotation,
    @Default("0") double scaling,
    @Default("0") double shear,
    @Default("0") double fill)
    implements Augmentation {
  public Affine {
    Require.notNegative("shift", shift);
    Require.notNegative("rotation", rotation);
    Require.fraction("scaling", scaling);
    Require.notNegative("shear", shear);
    Require.that(
        shift > 0 || rotation > 0 || scaling > 0 || shear > 0,
        "expected shift, rotation, scaling or shear, got none of them");
  }

  @Override
  public void check(Shape shape) {
    Image.of(shape);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    Image image = Image.of(shape);
    double down = symmetric(random, shift);
    double across = symmetric(random, shift);
    double angle = StrictMath.toRadians(symmetric(random, rotation));
    double size = 1 + symmetric(random, scaling);
    double slant = symmetric(random, shear);
    double cos = StrictMath.cos(angle) / size;
    double sin = StrictMath.sin(angle) / size;
    double middleY = (image.height() - 1) / 2.0;
    double middleX = (image.width() - 1) / 2.0;
    double[] source = row.clone();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double dy = y - middleY - down;
        double dx = x - middleX - across - slant * dy;
        double fromY = middleY + cos * dy + sin * dx;
        double fromX = middleX + cos * dx - sin * dy;
        for (int channel = 0; channel < image.channels(); channel++) {
          int plane = image.plane(channel);
          row[plane + y * image.width() + x] = sample(source, plane, image, fromY, fromX);
        }
      }
    }
  }

  private static double symmetric(RandomStream random, double most) {
    return most == 0 ? 0 : most * (2 * random.nextDouble() - 1);
  }

  private double sample(double[] source, int plane, Image image, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double below = y - top;
    double right = x - left;
    return (1 - below) * (1 - right) * pixel(source, plane, image, top, left)
        + (1 - below) * right * pixel(source, plane, image, top, left + 1)
        + below * (1 - right) * pixel(source, plane, image, top + 1, left)
        + below * right * pixel(source, plane, image, top + 1, left + 1);
  }

  private double pixel(double[] source, int plane, Image image, int y, int x) {
    boolean inside = y >= 0 && y < image.height() && x >= 0 && x < image.width();
    return inside ? source[plane + y * image.width() + x] : fill;
  }
}
