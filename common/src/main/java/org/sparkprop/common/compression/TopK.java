package org.sparkprop.common.compression;

import java.util.Arrays;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.FlatVector;

/**
 * Of each shard's sum the largest numbers alone, by size, over the whole vector; of equal ones
 * those that come first. The others stay with the shard and grow until they are large (Aji and
 * Heafield 2017, Sparse communication for distributed gradient descent; Lin et al. 2018, Deep
 * gradient compression, of which this is the part without momentum correction, clipping and
 * warm-up; Stich et al. 2018, Sparsified SGD with memory, for why it converges). What is sent is
 * sent exactly, and merged sums are not touched: they have up to as many numbers as all their
 * shards together.
 *
 * @param share of all numbers that a shard sends, rounded up
 */
public record TopK(@Default("0.01") double share) implements GradientCompression {
  /** By this many upper bits of a number's size the numbers are counted: exponent and five more. */
  private static final int CLASS_BITS = 16;

  private static final int CLASS_SHIFT = Long.SIZE - 1 - CLASS_BITS;
  private static final int BLOCK = 4096;

  public TopK {
    Require.that(
        share > 0 && share <= 1, "share: expected a number above 0 and up to 1, got %s", share);
  }

  @Override
  public void compress(FlatVector sum, double rows) {
    int count = (int) Math.min(sum.length(), Math.ceil(share * sum.length()));
    if (count == sum.length()) {
      return;
    }
    Limit limit = limit(sum, count);
    int equal = limit.equal;
    for (int i = 0; i < sum.length(); i++) {
      long size = size(sum.get(i));
      if (size == limit.size && equal > 0) {
        equal--;
      } else if (size <= limit.size) {
        sum.set(i, 0);
      }
    }
  }

  /** A number's size as bits, which are in the order of sizes; NaN is larger than infinity. */
  private static long size(double value) {
    return Double.doubleToRawLongBits(value) & Long.MAX_VALUE;
  }

  /**
   * @param size of the smallest number that is sent
   * @param equal how many of that size are sent
   */
  private record Limit(long size, int equal) {}

  /**
   * The {@code count}-th largest size: its class by counting, its place in the class by sorting.
   */
  private static Limit limit(FlatVector sum, int count) {
    int[] ofClass = new int[1 << CLASS_BITS];
    double[] block = new double[BLOCK];
    for (int from = 0; from < sum.length(); from += BLOCK) {
      int length = Math.min(BLOCK, sum.length() - from);
      sum.read(from, length, block);
      for (int i = 0; i < length; i++) {
        ofClass[(int) (size(block[i]) >>> CLASS_SHIFT)]++;
      }
    }
    int at = ofClass.length - 1;
    int left = count;
    while (ofClass[at] < left) {
      left -= ofClass[at];
      at--;
    }
    long[] candidates = new long[ofClass[at]];
    int found = 0;
    for (int i = 0; i < sum.length(); i++) {
      long size = size(sum.get(i));
      if (size >>> CLASS_SHIFT == at) {
        candidates[found++] = size;
      }
    }
    Arrays.sort(candidates);
    long size = candidates[candidates.length - left];
    int larger = 0;
    while (larger < left && candidates[candidates.length - 1 - larger] > size) {
      larger++;
    }
    return new Limit(size, left - larger);
  }
}
