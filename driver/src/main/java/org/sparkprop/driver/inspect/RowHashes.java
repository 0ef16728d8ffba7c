package org.sparkprop.driver.inspect;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
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

/** Of a row that can be used the hashes of its inputs and of all that is read, and its part. */
record RowHashes(RowReader reader, RowPlacement placement) implements FlatMapFunction<Row, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("inputs1", DataTypes.LongType)
          .add("inputs2", DataTypes.LongType)
          .add("row1", DataTypes.LongType)
          .add("row2", DataTypes.LongType)
          .add("part", DataTypes.IntegerType);

  private static final double[] NO_NUMBERS = {};

  @Override
  public Iterator<Row> call(Row row) {
    try {
      return List.of(hashed(reader.read(row))).iterator();
    } catch (BadRowException e) {
      // The other pass counts it.
      return Collections.emptyIterator();
    }
  }

  private Row hashed(RawRow row) {
    ContentHash whole = hash(row);
    ContentHash inputs =
        hash(new RawRow(row.numbers(), row.categories(), row.vectors(), null, NO_NUMBERS, 1));
    return RowFactory.create(
        inputs.forSplit(),
        inputs.forOrder(),
        whole.forSplit(),
        whole.forOrder(),
        placement.part(whole).index());
  }

  private static ContentHash hash(RawRow row) {
    byte[] content = RawRowCodec.encode(row);
    return ContentHash.of(content, 0, content.length);
  }
}
