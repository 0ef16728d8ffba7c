package org.sparkprop.worker.shard;

import java.io.Serializable;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.random.Mixing;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/**
 * Where a row goes: into which part by one half of its hash and a seed, and at which place of the
 * order of all rows by the other half and another seed. Copies of a row stay together.
 *
 * <p>The order is cut into equal ranges of its key, buckets, so that one shuffle brings rows near
 * to their place; how many buckets there are changes no row's place.
 *
 * @param testShare share of rows for the test part
 * @param validationShare share of rows for validation; the rest is for training
 */
public record RowPlacement(
    double testShare, double validationShare, long splitSeed, long orderSeed, int bucketsPerPart)
    implements Serializable {
  /** Into so many ranges a bucket can be cut: the order's upper 32 bits tell them apart. */
  static final int MOST_RANGES = 1 << 16;

  private static final double TO_UNIT = 0x1.0p-53;

  public Part part(ContentHash hash) {
    double uniform = (Mixing.mix64(hash.forSplit() ^ Mixing.mix64(splitSeed)) >>> 11) * TO_UNIT;
    if (uniform < testShare) {
      return Part.TEST;
    }
    return uniform < testShare + validationShare ? Part.VALIDATION : Part.TRAINING;
  }

  /** The same places where all rows are of one part, whatever their content. */
  public RowPlacement wholly(Part part) {
    return new RowPlacement(
        part == Part.TEST ? 1 : 0,
        part == Part.VALIDATION ? 1 : 0,
        splitSeed,
        orderSeed,
        bucketsPerPart);
  }

  /**
   * The fold of a row of the training part, for encoders that are fitted to labels. Copies of a row
   * are in one fold.
   */
  public int fold(ContentHash hash) {
    return RandomStream.of(splitSeed, Purpose.TARGET_FOLD, hash.forSplit(), hash.forOrder(), 0)
        .nextInt(Encoder.FOLDS);
  }

  /** The place in the order of all rows, as an unsigned number. */
  public long orderKey(ContentHash hash) {
    return Mixing.mix64(hash.forOrder() ^ Mixing.mix64(orderSeed));
  }

  /** The partition of the shuffle that holds a row's part and range of the order. */
  public int bucket(Part part, long orderKey) {
    long range = ((orderKey >>> 32) * bucketsPerPart) >>> 32;
    return firstBucket(part) + (int) range;
  }

  /**
   * In which of so many equal ranges of its bucket's order a row is.
   *
   * @param ranges 1 to {@link #MOST_RANGES}
   */
  int range(long orderKey, int ranges) {
    return (int) (((orderKey >>> 32) * ((long) bucketsPerPart * ranges)) >>> 32) % ranges;
  }

  public int firstBucket(Part part) {
    return part.index() * bucketsPerPart;
  }

  public int buckets() {
    return Part.values().length * bucketsPerPart;
  }
}
