package org.sparkprop.worker.shard;

import java.io.Serializable;

/**
 * How the rows of one part, in their order, are cut into shards: shard s takes the next rows /
 * shards of them, and the first rows mod shards shards one more. (Every key of the order is a hash,
 * so neighbouring rows have nothing in common, and cutting is as good as dealing; but a shard's
 * rows stand in a few buckets, and can be built again without reading the others.)
 */
public final class ShardPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int shards;
  private final int firstBucket;
  private final long[] bucketStarts;

  /**
   * Plans one part.
   *
   * @param firstBucket the part's first bucket
   * @param bucketRows how many rows each of the part's buckets has; read only
   */
  public ShardPlan(int shards, int firstBucket, long[] bucketRows) {
    this.shards = shards;
    this.firstBucket = firstBucket;
    this.bucketStarts = new long[bucketRows.length + 1];
    for (int i = 0; i < bucketRows.length; i++) {
      bucketStarts[i + 1] = bucketStarts[i] + bucketRows[i];
    }
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

  /** The place of a bucket's first row. */
  long bucketStart(int bucket) {
    return bucketStarts[bucket - firstBucket];
  }
}
