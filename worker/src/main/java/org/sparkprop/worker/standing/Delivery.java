package org.sparkprop.worker.standing;

import org.sparkprop.worker.round.WeightsSource;

/**
 * What the driver's answer has brought: what to do, and for work the weights.
 *
 * @param fetchNanos how long the weights were on their way after the answer itself
 * @param bytes how many came over the network
 */
record Delivery(Assignment assignment, WeightsSource weights, long fetchNanos, long bytes) {
  /** No work. */
  static Delivery without(Assignment assignment) {
    return new Delivery(
        assignment,
        workspace -> {
          throw new IllegalStateException("there are no weights with " + assignment);
        },
        0,
        0);
  }
}
