package org.sparkprop.driver.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.RejectedRows;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.shard.RowBlocks;

/** Tells rows that can be used from those that cannot, on their way to the buckets. */
final class RowSorting {
  /** Before a number of rows that are counted alone; a description begins otherwise. */
  private static final byte COUNT = 0;

  private RowSorting() {}

  /**
   * A task's rows on their way, and the reasons of those that cannot be used.
   *
   * @param key of the source in the configuration
   */
  static Iterator<RowBlocks.Incoming> sorted(
      Iterator<Row> rows, RowReader reader, String key, OnBadRow rule) {
    return new Sorting(rows, reader, key, rule);
  }

  private static final class Sorting implements Iterator<RowBlocks.Incoming> {
    private final Iterator<Row> rows;
    private final RowReader reader;
    private final String key;
    private final OnBadRow rule;
    private Optional<RowBlocks.Incoming> next = Optional.empty();
    private long rejected;
    private boolean hasEnded;

    Sorting(Iterator<Row> rows, RowReader reader, String key, OnBadRow rule) {
      this.key = key;
      this.rows = rows;
      this.reader = reader;
      this.rule = rule;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && !hasEnded) {
        next = rows.hasNext() ? read(rows.next()) : counted();
      }
      return next.isPresent();
    }

    private Optional<RowBlocks.Incoming> read(Row row) {
      try {
        return Optional.of(new RowBlocks.Incoming(RawRowCodec.encode(reader.read(row)), false));
      } catch (BadRowException e) {
        rejected++;
        hasEnded = rule == OnBadRow.FAIL;
        return rejected <= RejectedRows.EXAMPLES
            ? Optional.of(new RowBlocks.Incoming(e.row().of(key).encode(), true))
            : Optional.empty();
      }
    }

    /** All rows are read: says how many reasons were not told one by one. */
    private Optional<RowBlocks.Incoming> counted() {
      hasEnded = true;
      if (rejected <= RejectedRows.EXAMPLES) {
        return Optional.empty();
      }
      byte[] bytes =
          ByteBuffer.allocate(1 + Long.BYTES)
              .put(COUNT)
              .putLong(rejected - RejectedRows.EXAMPLES)
              .array();
      return Optional.of(new RowBlocks.Incoming(bytes, true));
    }

    @Override
    public RowBlocks.Incoming next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      RowBlocks.Incoming row = next.get();
      next = Optional.empty();
      return row;
    }
  }

  /** What all tasks rejected, as bytes: a line for each example, and how many there are in all. */
  static BucketReport gathered(int bucket, Iterator<byte[]> blocks) {
    long count = 0;
    TreeSet<String> examples = new TreeSet<>();
    while (blocks.hasNext()) {
      byte[] block = blocks.next();
      if (block[0] == COUNT) {
        count += ByteBuffer.wrap(block).getLong(1);
      } else {
        count++;
        examples.add(new String(block, StandardCharsets.UTF_8));
        if (examples.size() > RejectedRows.EXAMPLES) {
          examples.pollLast();
        }
      }
    }
    byte[] lines = String.join("\n", examples).getBytes(StandardCharsets.UTF_8);
    return new BucketReport(bucket, count, 0, 0, 0, new byte[0], lines);
  }

  /** What {@link #gathered} says. */
  static RejectedRows rejected(BucketReport report) {
    List<BadRow> examples =
        new String(report.rejected(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> BadRow.decode(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return new RejectedRows(report.rows(), examples);
  }
}
