package org.sparkprop.driver.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;

/**
 * Columns that hold arrays of numbers, or bytes, which are numbers from 0 to 255. Each counts as
 * many number columns, {@code COLUMN_0} and so on, one for each place of the array.
 */
final class ArrayColumns {
  private static final String SHAPE = "sparkprop.shape";
  private static final String ROWS = "sparkprop.rows";

  private ArrayColumns() {}

  /**
   * What a column's metadata say where a source knows it.
   *
   * @param shape of the arrays
   * @param rows how many there are
   */
  static Metadata metadata(int[] shape, long rows) {
    return new MetadataBuilder()
        .putLongArray(SHAPE, Arrays.stream(shape).asLongStream().toArray())
        .putLong(ROWS, rows)
        .build();
  }

  /** How many rows a table has by what its source said; a guess once it was filtered. */
  static OptionalLong rows(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.metadata().contains(ROWS))
        .mapToLong(field -> field.metadata().getLong(ROWS))
        .findFirst();
  }

  static boolean isArray(StructField column) {
    return column.dataType() instanceof BinaryType
        || (column.dataType() instanceof ArrayType array
            && array.elementType() instanceof NumericType);
  }

  /**
   * The names of a column's numbers, or its own where it is no array. Where no metadata say how
   * many, the first row does.
   *
   * @throws UserMistake if there is no row
   */
  static List<String> names(Dataset<Row> table, String column) {
    StructField field = table.schema().apply(column);
    if (!isArray(field)) {
      return List.of(column);
    }
    return IntStream.range(0, width(table, field)).mapToObj(k -> column + "_" + k).toList();
  }

  private static int width(Dataset<Row> table, StructField field) {
    if (field.metadata().contains(SHAPE)) {
      long[] shape = field.metadata().getLongArray(SHAPE);
      return (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
    String quoted = "`" + field.name().replace("`", "``") + "`";
    List<Row> first = table.select(quoted).where(quoted + " is not null").takeAsList(1);
    if (first.isEmpty()) {
      throw new UserMistake(
          "column %s: expected arrays of numbers, got no row with one; leave it out under data.ignore"
              .formatted(field.name()));
    }
    return length(first.get(0).get(0));
  }

  /** How many numbers a cell holds. */
  static int length(Object cell) {
    return cell instanceof byte[] bytes ? bytes.length : ((scala.collection.Seq<?>) cell).size();
  }

  /** One of them. */
  static Object element(Object cell, int place) {
    return cell instanceof byte[] bytes
        ? (Object) (bytes[place] & 0xff)
        : ((scala.collection.Seq<?>) cell).apply(place);
  }

  /** A number's column and its place in there. */
  record Place(String column, int element) {}

  /** The array column that a name such as {@code image_12} is meant of, if a table has that. */
  static Optional<Place> find(StructType schema, String name) {
    int at = name.lastIndexOf('_');
    if (at < 1 || !name.substring(at + 1).matches("0|[1-9]\\d{0,8}")) {
      return Optional.empty();
    }
    String column = name.substring(0, at);
    int index = List.of(schema.fieldNames()).indexOf(column);
    return index >= 0 && isArray(schema.fields()[index])
        ? Optional.of(new Place(column, Integer.parseInt(name.substring(at + 1))))
        : Optional.empty();
  }
}
