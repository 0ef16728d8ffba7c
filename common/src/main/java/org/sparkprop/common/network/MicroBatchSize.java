package org.sparkprop.common.network;

import java.util.List;
import java.util.stream.Stream;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.row.RowForm;

/**
 * How many rows go through a network together. It depends on the network alone, since sums over
 * other micro-batches have other bits.
 */
final class MicroBatchSize {
  /** What a second-level cache holds of float32. */
  private static final long CACHED_NUMBERS = 1 << 18;

  /** What a micro-batch may take in all: a gigabyte of float32. */
  private static final long MOST_NUMBERS = 1 << 28;

  private static final int MOST_ROWS = 1024;

  /**
   * What matrix products need to run at full speed where weights are too large for any cache: with
   * 128 rows they take a sixth longer.
   */
  private static final int FAST_ROWS = 256;

  /** More weights than this in a dense layer lie in memory, and a product copies all of them. */
  private static final long COPIED_WEIGHTS = 1 << 20;

  /**
   * What a micro-batch may take for the sake of such products: 256 MB of float32. With 256 rows
   * those of 4096 units take a sixth longer than with 1024.
   */
  private static final long COPYING_NUMBERS = 1 << 26;

  /** A kernel, which works at every place of an image, is busy with few, and images are large. */
  private static final int FAST_IMAGES = 32;

  private MicroBatchSize() {}

  /**
   * The most rows of a pass: few enough for the activations of a layer to stay in a second-level
   * cache, but at least those that products need to be fast, which are more where weights lie in
   * memory, and fewer only where long sequences or deep networks would need gigabytes.
   */
  static int most(Network network) {
    int cached = powerOfTwo(CACHED_NUMBERS / widest(network));
    int affordable = powerOfTwo(MOST_NUMBERS / network.rowSize());
    int fast = FAST_ROWS;
    if (hasKernels(network)) {
      fast = FAST_IMAGES;
    } else if (copiesWeights(network)) {
      fast = Math.max(fast, powerOfTwo(COPYING_NUMBERS / network.rowSize()));
    }
    return Math.min(affordable, Math.min(MOST_ROWS, Math.max(fast, cached)));
  }

  /**
   * How many rows of a slice of {@code rows} one pass takes. Where layers take statistics of the
   * rows that go through together, the slice falls into equal parts, so that none has so few that
   * its statistics say nothing.
   */
  static int ofSlice(Network network, int rows) {
    int most = most(network);
    if (rows <= most || network.blocks().stream().allMatch(ParameterBlock::isTrained)) {
      return most;
    }
    int parts = (rows + most - 1) / most;
    return (rows + parts - 1) / parts;
  }

  /** The largest power of two that is not above the number, and at least 1. */
  private static int powerOfTwo(long number) {
    return (int) Long.highestOneBit(Math.max(1, number));
  }

  /** Numbers of the widest activations; sparse rows themselves are none. */
  private static long widest(Network network) {
    List<PlacedLayer> places = network.places();
    long widest = 0;
    for (int i = 0; i < places.size(); i++) {
      boolean takesSparse = i == 0 && network.rowForm() == RowForm.SPARSE;
      PlacedLayer place = places.get(i);
      widest = Math.max(widest, takesSparse ? place.output().size() : place.widest());
    }
    return widest;
  }

  private static boolean copiesWeights(Network network) {
    List<PlacedLayer> places = network.places();
    // A first layer of sparse rows has products of its own.
    return places.subList(network.rowForm() == RowForm.SPARSE ? 1 : 0, places.size()).stream()
        .filter(place -> place.layer() instanceof Dense)
        .anyMatch(place -> (long) place.input().size() * place.output().size() > COPIED_WEIGHTS);
  }

  private static boolean hasKernels(Network network) {
    return Stream.concat(network.blocks().stream(), network.frozenBlocks().stream())
        .anyMatch(block -> block.parameter().shape().dimensions().length > 2);
  }
}
