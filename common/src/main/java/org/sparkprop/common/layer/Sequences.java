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
}
