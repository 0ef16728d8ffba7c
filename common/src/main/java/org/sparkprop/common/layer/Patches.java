package org.sparkprop.common.layer;

import java.util.Arrays;

/**
 * Lays out side by side what a kernel sees at each of its places, as a matrix [channels · kernel
 * height · kernel width, output height · output width], so that a convolution is a matrix product
 * (Chellapilla, Puri and Simard 2006, High performance convolutional neural networks for document
 * processing). Of one row and one group of channels at a time: so the matrix stays in the cache.
 */
record Patches(int channels, Axis height, Axis width) {
  /** The matrix's rows: the numbers that one output is a sum over. */
  int terms() {
    return channels * height.size() * width.size();
  }

  /** The matrix's columns: one for each place of the output. */
  int places() {
    return height.output() * width.output();
  }

  /** Numbers of the group's part of an image. */
  int imageSize() {
    return channels * height.input() * width.input();
  }

  /** What to do with a stretch of the matrix that lies inside the image. */
  @FunctionalInterface
  private interface Stretch {
    void visit(int inPatches, int inImage, int count);
  }

  /** Overwrites {@code patches} with what the image, from {@code offset} on, shows. */
  void gather(double[] image, int offset, double[] patches) {
    int stride = width.stride();
    Arrays.fill(patches, 0, terms() * places(), 0);
    forEachStretch(
        (to, from, count) -> {
          if (stride == 1) {
            System.arraycopy(image, offset + from, patches, to, count);
          } else {
            for (int i = 0; i < count; i++) {
              patches[to + i] = image[offset + from + i * stride];
            }
          }
        });
  }

  /** Adds each number of {@code patches} to the place of the image that it was gathered from. */
  void scatter(double[] patches, double[] image, int offset) {
    int stride = width.stride();
    forEachStretch(
        (from, to, count) -> {
          for (int i = 0; i < count; i++) {
            image[offset + to + i * stride] += patches[from + i];
          }
        });
  }

  private void forEachStretch(Stretch stretch) {
    int row = 0;
    for (int c = 0; c < channels; c++) {
      for (int ky = 0; ky < height.size(); ky++) {
        for (int kx = 0; kx < width.size(); kx++) {
          int left = width.firstInside(kx);
          int count = width.firstBehind(kx) - left;
          int x = width.start(kx) + left * width.stride();
          for (int oy = height.firstInside(ky); count > 0 && oy < height.firstBehind(ky); oy++) {
            int y = height.start(ky) + oy * height.stride();
            stretch.visit(
                row * places() + oy * width.output() + left,
                (c * height.input() + y) * width.input() + x,
                count);
          }
          row++;
        }
      }
    }
  }
}
