package org.sparkprop.common.augmentation;

import java.util.Arrays;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.random.RandomStream;

/**
 * Blanks a square of all channels (DeVries and Taylor 2017), its middle anywhere in the image, so
 * that part of it may lie outside.
 *
 * @param size pixels of a side
 */
public record Cutout(int size, @Default("0") double fill) implements Augmentation {
  public Cutout {
    Require.atLeast("size", size, 1);
  }

  @Override
  public void check(Shape shape) {
    Image.of(shape);
  }

  @Override
  public void apply(double[] row, Shape shape, RandomStream random) {
    Image image = Image.of(shape);
    int top = random.nextInt(image.height()) - size / 2;
    int left = random.nextInt(image.width()) - size / 2;
    int from = Math.max(0, left);
    int to = Math.min(image.width(), left + size);
    for (int channel = 0; channel < image.channels(); channel++) {
      for (int y = Math.max(0, top); y < Math.min(image.height(), top + size); y++) {
        int line = image.plane(channel) + y * image.width();
        Arrays.fill(row, line + from, line + to, fill);
      }
    }
  }
}
