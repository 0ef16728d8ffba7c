package org.sparkprop.driver.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is trained: a network of dense layers with a softmax over the last, on random rows; where
 * there are channels, behind as many convolutions of kernels 3×3 that keep the image's size, each
 * with the activation and a pooling of 2×2.
 *
 * @param channels that each convolution gives; the rows are then square images of one channel
 * @param widths of the input and of every dense layer
 * @param activation of the hidden layers
 * @param batch rows of one round over all workers; as many as there are rows for a full batch
 * @param rows of the training data
 * @param wholeEpochs whether measurements end only where an epoch does
 * @param folder of the rows as Parquet files
 */
record Case(
    List<Integer> channels,
    List<Integer> widths,
    String activation,
    long batch,
    long rows,
    boolean wholeEpochs,
    String folder) {
  private static final int KERNEL = 9;

  Case {
    channels = List.copyOf(channels);
    widths = List.copyOf(widths);
    if (widths.size() < 2 || batch < 1 || batch > rows) {
      throw new IllegalArgumentException(
          "expected two widths or more and a batch of 1 to %d rows, got %s and %d"
              .formatted(rows, widths, batch));
    }
  }

  /** By its widths, as in {@code 784-512-256-10}, with channels as in {@code 784-16c3p2-10}. */
  String network() {
    Stream<String> names =
        Stream.of(
                widths.stream().limit(1).map(String::valueOf),
                channels.stream().map(c -> c + "c3p2"),
                widths.stream().skip(1).map(String::valueOf))
            .flatMap(part -> part);
    return names.collect(Collectors.joining("-"));
  }

  /** Height and width of the images that the rows are. */
  int side() {
    return (int) Math.sqrt(widths.get(0));
  }

  /** What the first dense layer takes. */
  private int denseInputs() {
    int pooled = side() >> channels.size();
    return channels.isEmpty() ? widths.get(0) : pooled * pooled * channels.get(channels.size() - 1);
  }

  boolean isFullBatch() {
    return batch == rows;
  }

  /** All that is learned: weights and biases. */
  long parameters() {
    long sum = 0;
    for (int i = 0; i < channels.size(); i++) {
      sum += (KERNEL * (i == 0 ? 1L : channels.get(i - 1)) + 1) * channels.get(i);
    }
    for (int i = 1; i < widths.size(); i++) {
      sum += (inputs(i) + 1L) * widths.get(i);
    }
    return sum;
  }

  /**
   * Floating point operations of the matrix products for one row: of every layer its output, its
   * weights' gradient and, but for the first, its input's gradient, two operations a weight each.
   */
  long operationsPerRow() {
    long sum = 0;
    for (int i = 0; i < channels.size(); i++) {
      long places = (long) (side() >> i) * (side() >> i);
      long weights = KERNEL * (i == 0 ? 1L : channels.get(i - 1)) * channels.get(i);
      sum += (i == 0 ? 4 : 6) * places * weights;
    }
    for (int i = 1; i < widths.size(); i++) {
      long weights = (long) inputs(i) * widths.get(i);
      sum += (i == 1 && channels.isEmpty() ? 4 : 6) * weights;
    }
    return sum;
  }

  private int inputs(int layer) {
    return layer == 1 ? denseInputs() : widths.get(layer - 1);
  }

  static List<Integer> widths(String network) {
    return Arrays.stream(network.split("-")).map(Integer::valueOf).toList();
  }
}
