package org.sparkprop.common.layer;

import java.util.Arrays;

/**
 * Where in its plane each window of a {@link Pooling} looks. Nearly all windows lie inside the
 * image, and differ by where they start alone; those at the borders are cut off one by one.
 *
 * <p>Made for one pass over many planes. Not thread-safe.
 */
final class Windows {
  private final Axis height;
  private final Axis width;

  /** The numbers of a window inside the image, counted from its first, in row-major order. */
  private final int[] whole;

  private final int[] cut;
  private int[] places;
  private int count;

  Windows(Axis height, Axis width) {
    this.height = height;
    this.width = width;
    this.whole = new int[height.size() * width.size()];
    this.cut = new int[whole.length];
    Arrays.setAll(whole, i -> i / width.size() * width.input() + i % width.size());
  }

  /**
   * Goes to the window of an output: its numbers lie at the returned start plus each of the first
   * {@link #count} of {@link #places}.
   */
  int start(int outputY, int outputX) {
    int y = height.start(0) + outputY * height.stride();
    int x = width.start(0) + outputX * width.stride();
    boolean isInside =
        y >= 0
            && x >= 0
            && y + height.size() <= height.input()
            && x + width.size() <= width.input();
    if (isInside) {
      places = whole;
      count = whole.length;
      return y * width.input() + x;
    }
    places = cut;
    count = 0;
    for (int i = Math.max(0, y); i < Math.min(height.input(), y + height.size()); i++) {
      for (int j = Math.max(0, x); j < Math.min(width.input(), x + width.size()); j++) {
        cut[count++] = i * width.input() + j;
      }
    }
    return 0;
  }

  int[] places() {
    return places;
  }

  int count() {
    return count;
  }
}
