package org.sparkprop.worker.shard;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import scala.Tuple2;

/**
 * Brings rows to their buckets: on the map side rows of one bucket are collected into blocks of
 * bytes, so that the shuffle moves some thousand blocks, not millions of objects; on the reduce
 * side a bucket's blocks are put into the order of the rows.
 */
public final class RowBlocks {
  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int ROW_BYTES = 56;
  private static final int BUFFERED_BYTES = 16 * 1024 * 1024;

  private RowBlocks() {}

  /** Sends the blocks of bucket b to partition b, and what was rejected to the one behind them. */
  public static final class ByBucket extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int buckets;

    public ByBucket(RowPlacement placement) {
      this.buckets = placement.buckets() + 1;
    }

    @Override
    public int numPartitions() {
      return buckets;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByBucket that && buckets == that.buckets;
    }

    @Override
    public int hashCode() {
      return buckets;
    }
  }

  /**
   * A row on its way: its canonical bytes, or, where it cannot be used, why not.
   *
   * @param rejected whether {@code bytes} is the reason
   */
  public record Incoming(byte[] bytes, boolean rejected) {}

  /** The bucket behind all others, of the reasons of rejected rows. */
  public static int rejects(RowPlacement placement) {
    return placement.buckets();
  }

  /**
   * The blocks, each with its bucket, of rows in canonical bytes. Each rejected row's reason is a
   * block of its own in the bucket {@link #rejects}.
   */
  public static Iterator<Tuple2<Integer, byte[]>> collect(
      Iterator<Incoming> rows, RowPlacement placement) {
    return new Collector(rows, placement);
  }

  private static final class Collector implements Iterator<Tuple2<Integer, byte[]>> {
    private final Iterator<Incoming> rows;
    private final RowPlacement placement;
    private final GrowingBlock[] open;
    private final List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();
    private long buffered;

    Collector(Iterator<Incoming> rows, RowPlacement placement) {
      this.rows = rows;
      this.placement = placement;
      this.open = new GrowingBlock[placement.buckets()];
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        Incoming row = rows.next();
        if (row.rejected()) {
          ready.add(new Tuple2<>(rejects(placement), row.bytes()));
        } else {
          add(row.bytes());
        }
      }
      if (ready.isEmpty()) {
        flushAll();
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove(ready.size() - 1);
    }

    private void add(byte[] row) {
      ContentHash hash = ContentHash.of(row, 0, row.length);
      int bucket = placement.bucket(placement.part(hash), placement.orderKey(hash));
      if (open[bucket] == null) {
        open[bucket] = new GrowingBlock();
      }
      open[bucket].add(row);
      buffered += row.length;
      if (open[bucket].length >= BLOCK_BYTES) {
        flush(bucket);
      } else if (buffered >= BUFFERED_BYTES) {
        flushAll();
      }
    }

    private void flushAll() {
      for (int bucket = 0; bucket < open.length; bucket++) {
        if (open[bucket] != null) {
          flush(bucket);
        }
      }
    }

    private void flush(int bucket) {
      buffered -= open[bucket].length;
      ready.add(new Tuple2<>(bucket, open[bucket].bytes()));
      open[bucket] = null;
    }
  }

  private static final class GrowingBlock {
    private byte[] bytes = new byte[256];
    private int length;

    void add(byte[] row) {
      int needed = length + Integer.BYTES + row.length;
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
      }
      ByteBuffer.wrap(bytes, length, Integer.BYTES).putInt(row.length);
      System.arraycopy(row, 0, bytes, length + Integer.BYTES, row.length);
      length = needed;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }
  }

  /** The canonical bytes of a block's rows. */
  public static Iterator<ByteBuffer> rows(byte[] block) {
    ByteBuffer buffer = ByteBuffer.wrap(block);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return buffer.hasRemaining();
      }

      @Override
      public ByteBuffer next() {
        int length = buffer.getInt();
        ByteBuffer row = ByteBuffer.wrap(block, buffer.position(), length);
        buffer.position(buffer.position() + length);
        return row;
      }
    };
  }

  /** One row in a block: where its bytes are, and its place in the order. */
  public record PlacedRow(byte[] block, int offset, int length, long orderKey)
      implements Comparable<PlacedRow>, Serializable {
    /** By place; rows of one place, which have all but surely the same content, by their bytes. */
    @Override
    public int compareTo(PlacedRow that) {
      int byKey = Long.compareUnsigned(orderKey, that.orderKey);
      return byKey != 0
          ? byKey
          : Arrays.compareUnsigned(
              block, offset, offset + length, that.block, that.offset, that.offset + that.length);
    }

    public ByteBuffer content() {
      return ByteBuffer.wrap(block, offset, length);
    }
  }

  /** About how many bytes of memory a row takes in a {@link Bucket} that is sorted. */
  public static long sortedBytes(int contentBytes) {
    return (long) contentBytes + ROW_BYTES;
  }

  /**
   * A bucket's rows, or those of a range of it.
   *
   * @param rows in their order
   * @param count of all rows of the bucket
   * @param orderSum of the second halves of all their contents' hashes, modulo 2⁶⁴
   */
  record Bucket(List<PlacedRow> rows, long count, long orderSum) {}

  /** All rows of a bucket's blocks. */
  static Bucket sorted(Iterator<byte[]> blocks, RowPlacement placement) {
    return sorted(blocks, placement, 0, 1);
  }

  /**
   * The rows of a bucket that are in one of {@code ranges} ranges of its order; no more than these
   * stays in memory.
   */
  static Bucket sorted(Iterator<byte[]> blocks, RowPlacement placement, int range, int ranges) {
    List<PlacedRow> rows = new ArrayList<>();
    long orderSum = 0;
    long count = 0;
    while (blocks.hasNext()) {
      byte[] block = blocks.next();
      Iterator<ByteBuffer> inBlock = rows(block);
      while (inBlock.hasNext()) {
        ByteBuffer content = inBlock.next();
        int offset = content.position();
        int length = content.remaining();
        ContentHash hash = ContentHash.of(block, offset, length);
        orderSum += hash.forOrder();
        count++;
        long orderKey = placement.orderKey(hash);
        if (ranges == 1) {
          rows.add(new PlacedRow(block, offset, length, orderKey));
        } else if (placement.range(orderKey, ranges) == range) {
          byte[] row = Arrays.copyOfRange(block, offset, offset + length);
          rows.add(new PlacedRow(row, 0, length, orderKey));
        }
      }
    }
    Collections.sort(rows);
    return new Bucket(rows, count, orderSum);
  }
}
