package org.sparkprop.common.layer;

import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Planes;
import org.sparkprop.common.vector.Tensor;

/**
 * Maxima or means over windows that slide over the planes of an image, or over the steps of a
 * sequence, as plain Java loops: ND4J's operations find a maximum's place by searching again in the
 * backward pass, while a loop that has found it can note it down.
 */
record Pooling(int channels, Axis height, Axis width) {
  private static final String PLACE = "place";

  Pooling {
    requireSomethingInEveryWindow(Side.HEIGHT, height);
    requireSomethingInEveryWindow(Side.WIDTH, width);
  }

  private static void requireSomethingInEveryWindow(Side side, Axis axis) {
    Require.that(
        axis.before() < axis.size(),
        "expects less padding than a window's %s, %d, but has %d; take padding: same",
        side,
        axis.size(),
        axis.before());
  }

  /**
   * Pooling of images.
   *
   * @param stride none for the window's size
   * @throws IllegalArgumentException if {@code input} is none, or too small
   */
  static Pooling ofImages(Shape input, List<Integer> size, List<Integer> stride, Padding padding) {
    int[] dimensions = input.asImage();
    return new Pooling(
        dimensions[0],
        axis(Side.HEIGHT, dimensions[1], size, stride, padding),
        axis(Side.WIDTH, dimensions[2], size, stride, padding));
  }

  private static Axis axis(
      Side side, int length, List<Integer> size, List<Integer> stride, Padding padding) {
    List<Integer> steps = stride.isEmpty() ? size : stride;
    return Axis.of("window", side, length, Axis.of(size, side), Axis.of(steps, side), 1, padding);
  }

  /**
   * Pooling of sequences.
   *
   * @throws IllegalArgumentException if {@code input} is none, or too short
   */
  static Pooling ofSequences(Shape input, int size, int stride, Padding padding) {
    int[] dimensions = input.asSequence();
    return new Pooling(
        dimensions[0],
        Axis.ofSequenceHeight(),
        Axis.of("window", Side.WIDTH, dimensions[1], size, stride, 1, padding));
  }

  /**
   * One window over everything, of images and of sequences.
   *
   * @throws IllegalArgumentException if {@code input} is neither
   */
  static Pooling global(Shape input) {
    int[] dimensions = input.dimensions();
    Require.that(
        dimensions.length == 2 || dimensions.length == 3,
        "expects an image [channels, height, width] or a sequence [channels, steps] but gets %s; put a reshape layer before it",
        input);
    Axis height = dimensions.length == 3 ? Axis.whole(dimensions[1]) : Axis.ofSequenceHeight();
    return new Pooling(dimensions[0], height, Axis.whole(dimensions[dimensions.length - 1]));
  }

  int outputSize() {
    return channels * outputPlane();
  }

  private int inputPlane() {
    return height.input() * width.input();
  }

  private int outputPlane() {
    return height.output() * width.output();
  }

  /**
   * The window of one output, cut off at the image's borders.
   *
   * @param out the plane's own number of the output
   */
  @FunctionalInterface
  private interface Window {
    void visit(int out, int top, int bottom, int left, int right);
  }

  private void forEachWindow(Window window) {
    for (int oy = 0; oy < height.output(); oy++) {
      int y = height.start(0) + oy * height.stride();
      int top = Math.max(0, y);
      int bottom = Math.min(height.input(), y + height.size());
      for (int ox = 0; ox < width.output(); ox++) {
        int x = width.start(0) + ox * width.stride();
        window.visit(
            oy * width.output() + ox,
            top,
            bottom,
            Math.max(0, x),
            Math.min(width.input(), x + width.size()));
      }
    }
  }

  /** Takes the largest number of each window, the first of equals, and notes its place. */
  void maxForward(Step step) {
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.input()},
        new Tensor[] {step.output(), places(step)},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count; plane++) {
            max(read[0], plane * inputPlane(), written[0], written[1], plane * outputPlane());
          }
        });
  }

  private void max(double[] image, int in, double[] largest, double[] places, int out) {
    forEachWindow(
        (o, top, bottom, left, right) -> {
          int place = top * width.input() + left;
          double value = image[in + place];
          for (int y = top; y < bottom; y++) {
            for (int i = y * width.input() + left; i < y * width.input() + right; i++) {
              double candidate = image[in + i];
              // What is not a number wins, so that a run that diverges is noticed.
              if (candidate > value || Double.isNaN(candidate)) {
                value = candidate;
                place = i;
              }
            }
          }
          largest[out + o] = value;
          places[out + o] = place;
        });
  }

  /** Each output's gradient goes to the place of its maximum. */
  void maxBackward(Step step) {
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.outputGradient(), places(step)},
        new Tensor[] {step.inputGradient()},
        (read, written, first, count) -> {
          double[] gradient = written[0];
          Arrays.fill(gradient, 0, count * inputPlane(), 0);
          for (int plane = 0; plane < count; plane++) {
            int out = plane * outputPlane();
            for (int o = out; o < out + outputPlane(); o++) {
              gradient[plane * inputPlane() + (int) read[1][o]] += read[0][o];
            }
          }
        });
  }

  /** Where in its plane each output comes from, a whole number that float32 holds exactly. */
  private Tensor places(Step step) {
    return step.scratch(PLACE, Shape.ofRow(step.output()));
  }

  /** Takes the mean over what of each window lies in the image: padding does not count. */
  void meanForward(Step step) {
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.input()},
        new Tensor[] {step.output()},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count; plane++) {
            mean(read[0], plane * inputPlane(), written[0], plane * outputPlane());
          }
        });
  }

  private void mean(double[] image, int in, double[] means, int out) {
    forEachWindow(
        (o, top, bottom, left, right) -> {
          double sum = 0;
          for (int y = top; y < bottom; y++) {
            for (int i = y * width.input() + left; i < y * width.input() + right; i++) {
              sum += image[in + i];
            }
          }
          means[out + o] = sum / ((bottom - top) * (right - left));
        });
  }

  /** Each output's gradient goes in equal parts to its window. */
  void meanBackward(Step step) {
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.outputGradient()},
        new Tensor[] {step.inputGradient()},
        (read, written, first, count) -> {
          Arrays.fill(written[0], 0, count * inputPlane(), 0);
          for (int plane = 0; plane < count; plane++) {
            spread(read[0], plane * outputPlane(), written[0], plane * inputPlane());
          }
        });
  }

  private void spread(double[] gradient, int out, double[] image, int in) {
    forEachWindow(
        (o, top, bottom, left, right) -> {
          double part = gradient[out + o] / ((bottom - top) * (right - left));
          for (int y = top; y < bottom; y++) {
            for (int i = y * width.input() + left; i < y * width.input() + right; i++) {
              image[in + i] += part;
            }
          }
        });
  }
}
