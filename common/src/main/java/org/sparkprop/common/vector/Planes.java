package org.sparkprop.common.vector;

import java.util.Arrays;

/**
 * Loops over several tensors side by side, each cut into the same number of equal planes (the
 * channels of images, say, or whole rows): some planes at a time go to arrays of doubles, the loop
 * runs there, and what it writes goes back. For loops that do not look at numbers one by one, which
 * {@link Elementwise} does; written once for both precisions, and with the same bits on every
 * processor.
 */
public final class Planes {
  /** Numbers in an array at once, unless one plane has more. */
  private static final int BLOCK = 4096;

  private Planes() {}

  /** The work on {@code count} planes, of which the first is number {@code first} of all. */
  @FunctionalInterface
  public interface Loop {
    /**
     * Reads the arrays of {@code read} and overwrites those of {@code written}: each holds its
     * tensor's planes one behind another, from its start on.
     */
    void apply(double[][] read, double[][] written, int first, int count);
  }

  /**
   * Runs the loop over all planes.
   *
   * @param planes how many there are; divides the length of every tensor
   * @param read not changed
   * @param written overwritten
   */
  public static void forEach(int planes, Tensor[] read, Tensor[] written, Loop loop) {
    int largest = 1;
    for (Tensor[] tensors : new Tensor[][] {read, written}) {
      for (Tensor tensor : tensors) {
        largest = Math.max(largest, tensor.length() / planes);
      }
    }
    int atOnce = Math.min(planes, Math.max(1, BLOCK / largest));
    double[][] in = blocks(read, planes, atOnce);
    double[][] out = blocks(written, planes, atOnce);
    for (int first = 0; first < planes; first += atOnce) {
      int count = Math.min(atOnce, planes - first);
      for (int i = 0; i < read.length; i++) {
        int size = read[i].length() / planes;
        read[i].read(first * size, count * size, in[i]);
      }
      loop.apply(in, out, first, count);
      for (int i = 0; i < written.length; i++) {
        int size = written[i].length() / planes;
        written[i].write(first * size, count * size, out[i]);
      }
    }
  }

  private static double[][] blocks(Tensor[] tensors, int planes, int atOnce) {
    return Arrays.stream(tensors)
        .map(tensor -> new double[tensor.length() / planes * atOnce])
        .toArray(double[][]::new);
  }
}
