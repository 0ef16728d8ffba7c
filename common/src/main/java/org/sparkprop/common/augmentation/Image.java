package org.sparkprop.common.augmentation;

import org.sparkprop.common.layer.Shape;

/** An image's dimensions: channels, each of them height by width numbers. */
record Image(int channels, int height, int width) {
  /**
   * Of a shape [channels, height, width], or [height, width] for one channel.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Image of(Shape shape) {
    int[] dimensions = shape.dimensions();
    return switch (dimensions.length) {
      case 2 -> new Image(1, dimensions[0], dimensions[1]);
      case 3 -> new Image(dimensions[0], dimensions[1], dimensions[2]);
      default ->
          throw new IllegalArgumentException(
              "expects images [channels, height, width] or [height, width] but gets "
                  + shape
                  + "; give training.augmentation.shape, or a reshape layer first");
    };
  }

  /** Where a channel's numbers begin. */
  int plane(int channel) {
    return channel * height * width;
  }
}
