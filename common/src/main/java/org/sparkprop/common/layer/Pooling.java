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

  /** Takes the largest number of each window, the first of equals, and notes its place. */
  void maxForward(Step step) {
    Windows windows = new Windows(height, width);
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.input()},
        new Tensor[] {step.output(), places(step)},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count; plane++) {
            int in = plane * inputPlane();
            int out = plane * outputPlane();
            for (int y = 0; y < height.output(); y++) {
              for (int x = 0; x < width.output(); x++) {
                int largest = largest(read[0], in + windows.start(y, x), windows);
                written[0][out] = read[0][largest];
                written[1][out] = largest - in;
                out++;
              }
            }
          }
        });
  }

  /**
   * The index of the largest number. Kept as an index alone, which a processor chooses without a
   * branch; what is not a number wins, so that a run that diverges is noticed.
   */
  private static int largest(double[] numbers, int start, Windows windows) {
    int[] places = windows.places();
    int best = start + places[0];
    for (int k = 1; k < windows.count(); k++) {
      int place = start + places[k];
      if (Double.isNaN(numbers[place])) {
        return place;
      }
      best = numbers[place] > numbers[best] ? place : best;
    }
    return best;
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
    Windows windows = new Windows(height, width);
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.input()},
        new Tensor[] {step.output()},
        (read, written, first, count) -> {
          for (int plane = 0; plane < count; plane++) {
            int out = plane * outputPlane();
            for (int y = 0; y < height.output(); y++) {
              for (int x = 0; x < width.output(); x++) {
                int start = plane * inputPlane() + windows.start(y, x);
                written[0][out++] = sum(read[0], start, windows) / windows.count();
              }
            }
          }
        });
  }

  private static double sum(double[] numbers, int start, Windows windows) {
    int[] places = windows.places();
    double sum = 0;
    for (int k = 0; k < windows.count(); k++) {
      sum += numbers[start + places[k]];
    }
    return sum;
  }

  /** Each output's gradient goes in equal parts to its window. */
  void meanBackward(Step step) {
    Windows windows = new Windows(height, width);
    Planes.forEach(
        step.rows() * channels,
        new Tensor[] {step.outputGradient()},
        new Tensor[] {step.inputGradient()},
        (read, written, first, count) -> {
          Arrays.fill(written[0], 0, count * inputPlane(), 0);
          for (int plane = 0; plane < count; plane++) {
            int out = plane * outputPlane();
            for (int y = 0; y < height.output(); y++) {
              for (int x = 0; x < width.output(); x++) {
                int start = plane * inputPlane() + windows.start(y, x);
                add(read[0][out++] / windows.count(), written[0], start, windows);
              }
            }
          }
        });
  }

  private static void add(double part, double[] numbers, int start, Windows windows) {
    int[] places = windows.places();
    for (int k = 0; k < windows.count(); k++) {
      numbers[start + places[k]] += part;
    }
  }
}
