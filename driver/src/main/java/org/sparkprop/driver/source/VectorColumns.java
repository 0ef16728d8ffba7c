package org.sparkprop.driver.source;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;

/**
 * Columns of vectors by what is not zero: structures of {@code size}, how many numbers a vector
 * has, {@code indices}, the places of those that are given, ascending from 0, and their {@code
 * values}.
 */
final class VectorColumns {
  static final String SIZE = "size";
  static final String INDICES = "indices";
  static final String VALUES = "values";

  /** What a source's column of vectors is. */
  static final StructType TYPE =
      new StructType()
          .add(SIZE, DataTypes.IntegerType)
          .add(INDICES, DataTypes.createArrayType(DataTypes.IntegerType, false))
          .add(VALUES, DataTypes.createArrayType(DataTypes.DoubleType, false));

  private VectorColumns() {}

  static boolean isVector(StructField column) {
    return column.dataType() instanceof StructType type
        && Set.of(type.fieldNames()).equals(Set.of(SIZE, INDICES, VALUES))
        && type.apply(SIZE).dataType() instanceof NumericType
        && isArray(type, INDICES)
        && isArray(type, VALUES);
  }

  private static boolean isArray(StructType type, String field) {
    return type.apply(field).dataType() instanceof ArrayType array
        && array.elementType() instanceof NumericType;
  }

  /**
   * How many numbers the vectors of a column have, by its first row.
   *
   * @throws UserMistake if there is no row
   */
  static int width(Dataset<Row> table, String column) {
    String quoted = "`" + column.replace("`", "``") + "`";
    List<Row> first =
        table.select(quoted + "." + SIZE).where(quoted + "." + SIZE + " is not null").takeAsList(1);
    int size = first.isEmpty() ? 0 : ((Number) first.get(0).get(0)).intValue();
    if (size < 1) {
      throw new UserMistake(
          "column %s: expected vectors, got no row with one; leave it out under data.ignore"
              .formatted(column));
    }
    return size;
  }
}
