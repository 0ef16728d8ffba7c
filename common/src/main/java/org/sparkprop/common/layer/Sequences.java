package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Tensor;

/**
 * What layers on sequences share. Between layers a sequence is [rows, steps, features]: a row's
 * numbers lie together, as they come from the shard file and as flatten, dropout and the loss want
 * them.
 */
final class Sequences {
  private Sequences() {}

  static void requireSteps(Shape input) {
    Require.that(
        !input.isFlat(),
        "expects [steps, features] but gets %s; put a reshape layer before it, or let the layer"
            + " before it return its sequence",
        input);
  }

  /** For layers that know steps of one dimension: [steps, features]. */
  static void requireFlatSteps(Shape input) {
    requireSteps(input);
    Require.that(
        input.dimensions().length == 2,
        "expects [steps, features] but gets %s; put a reshape layer before it",
        input);
  }

  /** Overwrites the steps that do not count, of [rows, steps, …], with zeros. */
  static void clearPadding(Mask mask, Tensor sequence) {
    if (!mask.isPresent()) {
      return;
    }
    int width = sequence.columns() / mask.steps();
    double[] zeros = new double[width];
    for (int row = 0; row < sequence.rows(); row++) {
      for (int step = 0; step < mask.steps(); step++) {
        if (!mask.counts(row, step)) {
          sequence.write((row * mask.steps() + step) * width, width, zeros);
        }
      }
    }
  }

  /** {@code into ← sequence}, from [rows, steps, features] to [steps, rows, features]. */
  static void stepsFirst(Tensor sequence, Tensor into) {
    int[] shape = sequence.shape();
    transpose(sequence, into, shape[0], shape[1], shape[2]);
  }

  /**
   * {@code into ← sequence}, from [steps, rows, features] to the shape of {@code into}, [rows,
   * steps, features].
   */
  static void rowsFirst(Tensor sequence, Tensor into) {
    int[] shape = into.shape();
    transpose(sequence, into, shape[1], shape[0], shape[2]);
  }

  /** From [outer, inner, width] to [inner, outer, width]. */
  private static void transpose(Tensor from, Tensor into, int outer, int inner, int width) {
    for (int j = 0; j < inner; j++) {
      for (int i = 0; i < outer; i++) {
        into.copyFrom(from, (i * inner + j) * width, (j * outer + i) * width, width);
      }
    }
  }

  /** {@code into ← sequence} with the steps of each row from last to first. */
  static void reverse(Tensor sequence, Tensor into, int steps) {
    int width = sequence.columns() / steps;
    for (int row = 0; row < sequence.rows(); row++) {
      for (int step = 0; step < steps; step++) {
        int mirrored = row * steps + steps - 1 - step;
        into.copyFrom(sequence, mirrored * width, (row * steps + step) * width, width);
      }
    }
  }

  /** Adds {@code sequence} with the steps of each row from last to first. */
  static void addReversed(Tensor sequence, Tensor sum, int steps) {
    int width = sequence.columns() / steps;
    HeapBlock terms = new HeapBlock(sequence.precision(), steps * width);
    HeapBlock sums = new HeapBlock(sequence.precision(), steps * width);
    for (int row = 0; row < sequence.rows(); row++) {
      for (int step = 0; step < steps; step++) {
        int mirrored = row * steps + steps - 1 - step;
        terms.read(sequence, mirrored * width, step * width, width);
      }
      sums.read(sum, row * steps * width, 0, steps * width);
      sums.add(terms, steps * width);
      sums.write(0, sum, row * steps * width, steps * width);
    }
  }
}
