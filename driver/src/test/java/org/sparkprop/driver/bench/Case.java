package org.sparkprop.driver.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is trained: a network of dense layers with a softmax over the last, on random rows.
 *
 * @param widths of the input and of every layer
 * @param activation of the hidden layers
 * @param batch rows of one round over all workers; as many as there are rows for a full batch
 * @param rows of the training data
 * @param wholeEpochs whether measurements end only where an epoch does
 * @param folder of the rows as Parquet files
 */
record Case(
    List<Integer> widths,
    String activation,
    long batch,
    long rows,
    boolean wholeEpochs,
    String folder) {
  Case {
    widths = List.copyOf(widths);
    if (widths.size() < 2 || batch < 1 || batch > rows) {
      throw new IllegalArgumentException(
          "expected two widths or more and a batch of 1 to %d rows, got %s and %d"
              .formatted(rows, widths, batch));
    }
  }

  /** By its widths, as in {@code 784-512-256-10}. */
  String network() {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  boolean isFullBatch() {
    return batch == rows;
  }

  /** All that is learned: weights and biases. */
  long parameters() {
    long sum = 0;
    for (int i = 1; i < widths.size(); i++) {
      sum += (widths.get(i - 1) + 1L) * widths.get(i);
    }
    return sum;
  }

  /**
   * Floating point operations of the matrix products for one row: of every layer its output, its
   * weights' gradient and, but for the first, its input's gradient, two operations a weight each.
   */
  long operationsPerRow() {
    long sum = 0;
    for (int i = 1; i < widths.size(); i++) {
      long weights = (long) widths.get(i - 1) * widths.get(i);
      sum += (i == 1 ? 4 : 6) * weights;
    }
    return sum;
  }

  static List<Integer> widths(String network) {
    return Arrays.stream(network.split("-")).map(Integer::valueOf).toList();
  }
}
