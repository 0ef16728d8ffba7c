package org.sparkprop.worker.shard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How the rows of one part, in their order, are cut into shards: shard s takes the next rows /
 * shards of them, and the first rows mod shards shards one more. (Every key of the order is a hash,
 * so neighbouring rows have nothing in common, and cutting is as good as dealing; but a shard's
 * rows stand in a few buckets, and can be built again without reading the others.)
 */
public final class ShardPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most memory that a task takes for rows that it sorts, but for copies of one row. */
  private static final long MOST_BYTES = 64L << 20;

  private final int shards;
  private final int firstBucket;
  private final long[] bucketStarts;
  private final long[] orderSums;
  private final int[] ranges;

  /**
   * Plans one part.
   *
   * @param firstBucket the part's first bucket
   * @param bucketRows how many rows each of the part's buckets has; read only
   * @param sortedBytes the memory that each bucket's rows take together, {@link
   *     RowBlocks#sortedBytes}; read only
   * @param orderSums for each bucket the sum of the second halves of its rows' {@link
   *     ContentHash}es, modulo 2⁶⁴, by which rows are known again; taken over
   */
  public ShardPlan(
      int shards, int firstBucket, long[] bucketRows, long[] sortedBytes, long[] orderSums) {
    this.ranges = Arrays.stream(sortedBytes).mapToInt(ShardPlan::ranges).toArray();
    this.orderSums = orderSums;
    this.shards = shards;
    this.firstBucket = firstBucket;
    this.bucketStarts = new long[bucketRows.length + 1];
    for (int i = 0; i < bucketRows.length; i++) {
      bucketStarts[i + 1] = bucketStarts[i] + bucketRows[i];
    }
  }

  /** Into how many ranges a bucket is cut, so that one of them fits into memory. */
  private static int ranges(long bytes) {
    return (int)
        Math.min(RowPlacement.MOST_RANGES, Math.max(1, (bytes + MOST_BYTES - 1) / MOST_BYTES));
  }

  public int shards() {
    return shards;
  }

  public long rows() {
    return bucketStarts[bucketStarts.length - 1];
  }

  /** The place in the part's order of a shard's first row; for {@code shard = shards} the end. */
  public long start(int shard) {
    return shard * (rows() / shards) + Math.min(shard, rows() % shards);
  }

  public int rowsOf(int shard) {
    return Math.toIntExact(start(shard + 1) - start(shard));
  }

  /** The first bucket that rows from place {@code from} up to but not {@code to} stand in. */
  int bucketAt(long place) {
    int bucket = 0;
    while (bucket < bucketStarts.length - 2 && bucketStarts[bucket + 1] <= place) {
      bucket++;
    }
    return firstBucket + bucket;
  }

  /**
   * Checks that a bucket's rows are those that were counted first.
   *
   * @throws ChangedRowsException if they are others
   */
  void require(int bucket, RowBlocks.Bucket found) {
    int at = bucket - firstBucket;
    long rows = bucketStarts[at + 1] - bucketStarts[at];
    boolean isSame = found.count() == rows && found.orderSum() == orderSums[at];
    if (!isSame) {
      throw new ChangedRowsException(
          "the rows are not those that were read first: of one part of them, number %d, there were %,d, and now there are %,d%s"
              .formatted(
                  bucket,
                  rows,
                  found.count(),
                  found.count() == rows ? " with other contents" : ""));
    }
  }

  /** In how many ranges of its order a bucket is read, one after another. */
  int rangesOf(int bucket) {
    return ranges[bucket - firstBucket];
  }

  /** The place of a bucket's first row. */
  long bucketStart(int bucket) {
    return bucketStarts[bucket - firstBucket];
  }
}
