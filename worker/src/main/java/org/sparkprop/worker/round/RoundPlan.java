package org.sparkprop.worker.round;

import java.io.Serializable;

/**
 * Which rows of which shard belong to which round of an epoch. The rows are counted across the
 * shards, in turn: row i of shard s has the number i · shards + s; round r (from 0) takes the next
 * {@code batchSize} numbers. So every row counts once an epoch, each round but the last has exactly
 * the batch size, the slices of a round differ by at most one row, and nothing has to divide
 * anything.
 *
 * @param rows rows of the training part, at least 1
 * @param batchSize rows of a round, at least 1; more than {@code rows} counts as all
 */
public record RoundPlan(long rows, int shards, long batchSize) implements Serializable {
  public RoundPlan {
    if (rows < 1 || shards < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "expected rows, shards and a batch size of at least 1, got "
              + rows
              + ", "
              + shards
              + " and "
              + batchSize);
    }
  }

  public long roundsPerEpoch() {
    return (rows + batchSize - 1) / batchSize;
  }

  /** How many rows a round (from 0 in its epoch) takes. */
  public long rowsOfRound(long round) {
    return Math.min(batchSize, rows - round * batchSize);
  }

  /** This round's rows by those of the round before it, which may be the last of an epoch. */
  public double rowsByThoseBefore(long round) {
    long before = round == 0 ? roundsPerEpoch() - 1 : round - 1;
    return rowsOfRound(round) / (double) rowsOfRound(before);
  }

  /** The first position of a shard's slice of a round; the next round's is the slice's end. */
  public int sliceStart(int shard, long round) {
    long first = Math.min(rows, round * batchSize);
    return Math.toIntExact(Math.max(0, (first - shard + shards - 1) / shards));
  }

  public int sliceEnd(int shard, long round) {
    return sliceStart(shard, round + 1);
  }
}
