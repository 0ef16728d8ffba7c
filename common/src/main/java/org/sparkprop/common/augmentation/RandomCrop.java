package org.sparkprop.common.augmentation;

import java.util.Arrays;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Surrounds an image with a rim and cuts a piece of its own size out of that, anywhere (He et al.
 * 2016, section 4.2): all channels alike, by whole pixels, so that nothing is blurred.
 *
 * @param padding width of the rim in pixels
 * @param fill what the rim holds
 */
public record RandomCrop(int padding, @Default("0") double fill) implements Augmentation {
  public RandomCrop {
    Require.atLeast("padding", padding, 1);
  }

  @Override
  public void check(Shape shape) {
    Image image = Image.of(shape);
    int shorter = Math.min(image.height(), image.width());
    Require.that(
        padding < shorter,
        "expects a padding below the shorter side, %d, but gets %d",
        shorter,
        padding);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    Image image = Image.of(shape);
    int down = random.nextInt(2 * padding + 1) - padding;
    int right = random.nextInt(2 * padding + 1) - padding;
    int from = Math.max(0, -right);
    int to = Math.min(image.width(), image.width() - right);
    double[] source = row.clone();
    Arrays.fill(row, fill);
    for (int channel = 0; channel < image.channels(); channel++) {
      int plane = image.plane(channel);
      for (int y = Math.max(0, -down); y < Math.min(image.height(), image.height() - down); y++) {
        int line = plane + y * image.width();
        int sourceLine = line + down * image.width();
        System.arraycopy(source, sourceLine + from + right, row, line + from, to - from);
      }
    }
  }
}
