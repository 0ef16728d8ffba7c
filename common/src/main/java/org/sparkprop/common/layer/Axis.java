package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Require;

/**
 * How a window slides along one side of an image: the place of output o that lies under the
 * window's element k is o · stride − before + k · dilation.
 *
 * @param padding zeros before and behind together
 */
record Axis(int input, int size, int stride, int dilation, int padding, int output) {

  /**
   * The way along one side.
   *
   * @param window what slides, for messages: {@code kernel}
   * @throws IllegalArgumentException if the window does not fit
   */
  static Axis of(
      String window, Side side, int input, int size, int stride, int dilation, Padding padding) {
    int extent = Math.addExact(Math.multiplyExact(size - 1, dilation), 1);
    int zeros = padding.total(side, input, extent, stride);
    Require.that(
        input + zeros >= extent,
        "expects a %s of at least %d, as far as the %s reaches, but gets %d; take a smaller %s or padding: same",
        side,
        extent,
        window,
        input + zeros,
        window);
    return new Axis(input, size, stride, dilation, zeros, (input + zeros - extent) / stride + 1);
  }

  /** The height of a sequence, which is an image of height 1. */
  static Axis ofSequenceHeight() {
    return whole(1);
  }

  /** A window that covers the whole side, and so has one place. */
  static Axis whole(int input) {
    return new Axis(input, input, 1, 1, 0, 1);
  }

  /** Zeros before the first place. */
  int before() {
    return padding / 2;
  }

  /** The place that element {@code k} of the window for output 0 lies on; negative in padding. */
  int start(int k) {
    return k * dilation - before();
  }

  /** The first output whose element {@code k} lies inside the image. */
  int firstInside(int k) {
    int start = start(k);
    return start >= 0 ? 0 : Math.min(output, (-start + stride - 1) / stride);
  }

  /**
   * The first output from {@link #firstInside} on whose element {@code k} lies behind the image.
   */
  int firstBehind(int k) {
    int left = input - start(k);
    int end = left <= 0 ? 0 : Math.min(output, (left + stride - 1) / stride);
    return Math.max(end, firstInside(k));
  }

  /**
   * A setting given for height and width, once for both where it is a single number.
   *
   * @throws IllegalArgumentException unless there are one or two numbers of at least 1
   */
  static void requirePair(String name, List<Integer> values) {
    Require.that(
        values.size() == 1 || values.size() == 2,
        "%s: expected one number or two, for height and width, got %d numbers",
        name,
        values.size());
    values.forEach(value -> Require.atLeast(name, value, 1));
  }

  static int of(List<Integer> values, Side side) {
    return values.get(side == Side.HEIGHT ? 0 : values.size() - 1);
  }
}
