package org.sparkprop.driver.inspect;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.shard.ContentHash;
import org.sparkprop.worker.shard.RowPlacement;

/** Of rows that can be used the hashes of their inputs and of all that is read, and the part. */
final class HashedRows implements Iterator<Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("inputs1", DataTypes.LongType)
          .add("inputs2", DataTypes.LongType)
          .add("row1", DataTypes.LongType)
          .add("row2", DataTypes.LongType)
          .add("part", DataTypes.IntegerType);

  private static final double[] NO_NUMBERS = {};

  private final Iterator<Row> rows;
  private final RowReader reader;
  private final RowPlacement placement;
  private Row next;

  HashedRows(Iterator<Row> rows, RowReader reader, RowPlacement placement) {
    this.rows = rows;
    this.reader = reader;
    this.placement = placement;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      try {
        next = hashed(reader.read(rows.next()));
      } catch (BadRowException ignored) {
        // Counted by the other pass.
        continue;
      }
    }
    return next != null;
  }

  private Row hashed(RawRow row) {
    ContentHash whole = hash(row);
    ContentHash inputs = hash(new RawRow(row.numbers(), row.categories(), null, NO_NUMBERS, 1));
    return RowFactory.create(
        inputs.forSplit(),
        inputs.forOrder(),
        whole.forSplit(),
        whole.forOrder(),
        placement.part(whole).ordinal());
  }

  private static ContentHash hash(RawRow row) {
    byte[] content = RawRowCodec.encode(row);
    return ContentHash.of(content, 0, content.length);
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    return row;
  }
}
