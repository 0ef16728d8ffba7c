package org.sparkprop.worker.round;

import java.util.Arrays;
import org.sparkprop.common.random.Permutation;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;

/**
 * The order in which one shard's rows are used in one epoch, a function of (seed, epoch, shard).
 * The shard's blocks of 256 rows are permuted, and the rows of each 256 blocks in turn, a window of
 * 65,536 rows, are permuted among themselves: a shard of up to a window is permuted as a whole, and
 * a larger one is read from its disk a window at a time rather than a row here and a row there.
 *
 * <p>Rows of a slice are given in ascending order, for reading: which rows a round takes matters
 * for learning, the order in which it adds them does not.
 *
 * <p>Confined to one thread.
 */
public final class EpochOrder {
  private static final int BLOCK = 256;
  private static final int WINDOW_BLOCKS = 256;

  private final int rows;
  private final long seed;
  private final long epoch;
  private final int shard;
  private final int[] blocks;
  private int window = -1;
  private int windowStart;
  private int[] windowRows = new int[0];

  public EpochOrder(int rows, long seed, long epoch, int shard) {
    this.rows = rows;
    this.seed = seed;
    this.epoch = epoch;
    this.shard = shard;
    this.blocks = Permutation.of((rows + BLOCK - 1) / BLOCK, random(0));
  }

  private RandomStream random(long part) {
    return RandomStream.of(seed, Purpose.ROW_ORDER, epoch, shard, part);
  }

  /** Whether this is the order of that shard in that epoch. */
  public boolean isOf(long otherEpoch, int otherRows) {
    return epoch == otherEpoch && rows == otherRows;
  }

  /** The rows at places {@code from} up to but not {@code to} of the order, ascending. */
  public int[] rows(int from, int to) {
    if (from == 0 && to == rows) {
      int[] all = new int[rows];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] slice = new int[to - from];
    int place = from;
    while (place < to) {
      moveTo(place);
      int count = Math.min(to - place, windowStart + windowRows.length - place);
      System.arraycopy(windowRows, place - windowStart, slice, place - from, count);
      place += count;
    }
    Arrays.sort(slice);
    return slice;
  }

  private void moveTo(int place) {
    if (window < 0 || place < windowStart) {
      open(0, 0);
    }
    while (place >= windowStart + windowRows.length) {
      open(window + 1, windowStart + windowRows.length);
    }
  }

  private void open(int number, int start) {
    window = number;
    windowStart = start;
    int firstBlock = number * WINDOW_BLOCKS;
    int endBlock = Math.min(blocks.length, firstBlock + WINDOW_BLOCKS);
    int count = 0;
    for (int b = firstBlock; b < endBlock; b++) {
      count += rowsIn(blocks[b]);
    }
    int[] inOrder = new int[count];
    int filled = 0;
    for (int b = firstBlock; b < endBlock; b++) {
      for (int i = 0; i < rowsIn(blocks[b]); i++) {
        inOrder[filled++] = blocks[b] * BLOCK + i;
      }
    }
    int[] permutation = Permutation.of(count, random(1L + number));
    windowRows = new int[count];
    for (int i = 0; i < count; i++) {
      windowRows[i] = inOrder[permutation[i]];
    }
  }

  private int rowsIn(int block) {
    return Math.min(BLOCK, rows - block * BLOCK);
  }
}
