package org.sparkprop.common.update;

import java.util.stream.IntStream;
import org.sparkprop.common.vector.FlatVector;

/**
 * Runs an element-by-element step over vectors of either precision: blocks go to arrays of doubles,
 * the step runs on those, and the blocks go back, so that a rule is written once and computes in
 * double precision whatever it stores. Blocks are independent and run on all processors; no bit
 * depends on that.
 */
final class Blocks {
  private static final int LENGTH = 4096;

  private Blocks() {}

  /** One block: {@code weights} and the state arrays are overwritten, {@code gradient} is read. */
  @FunctionalInterface
  interface BlockStep {
    void apply(double[] weights, double[] gradient, double[][] state, int count);
  }

  static void forEach(
      FlatVector weights, FlatVector gradient, BlockStep step, FlatVector... state) {
    int blocks = (weights.length() + LENGTH - 1) / LENGTH;
    IntStream range = IntStream.range(0, blocks);
    (blocks > 8 ? range.parallel() : range)
        .forEach(
            block -> {
              int from = block * LENGTH;
              int count = Math.min(LENGTH, weights.length() - from);
              double[] w = new double[count];
              double[] g = new double[count];
              double[][] s = new double[state.length][count];
              weights.read(from, count, w);
              gradient.read(from, count, g);
              for (int i = 0; i < state.length; i++) {
                state[i].read(from, count, s[i]);
              }
              step.apply(w, g, s, count);
              weights.write(from, count, w);
              for (int i = 0; i < state.length; i++) {
                state[i].write(from, count, s[i]);
              }
            });
  }
}
