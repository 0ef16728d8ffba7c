package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.SparseVector;

/** Reads the cells of one of the {@link VectorColumns}. */
record VectorReader(String column, int index, int width, Fields fields) implements Serializable {
  /** Where the parts of a structure stand in it. */
  record Fields(int size, int indices, int values) implements Serializable {}

  private static final SparseVector ZEROS = new SparseVector(new int[0], new double[0]);

  /**
   * A reader of a column that a model reads.
   *
   * @throws UserMistake for a type that holds nothing of the kind
   */
  static VectorReader of(FeatureColumn feature, StructType schema) {
    int index = List.of(schema.fieldNames()).indexOf(feature.name());
    if (!VectorColumns.isVector(schema.fields()[index])) {
      throw new UserMistake(
          "column %s: expected vectors, structures of size, indices and values, got the type %s"
              .formatted(feature.name(), schema.fields()[index].dataType().simpleString()));
    }
    StructType type = (StructType) schema.fields()[index].dataType();
    Fields fields =
        new Fields(
            type.fieldIndex(VectorColumns.SIZE),
            type.fieldIndex(VectorColumns.INDICES),
            type.fieldIndex(VectorColumns.VALUES));
    return new VectorReader(feature.name(), index, feature.width(), fields);
  }

  boolean isMissing(Row row) {
    return row.isNullAt(index);
  }

  /** What stands for a missing one. */
  static SparseVector zeros() {
    return ZEROS;
  }

  /**
   * Reads a row's vector, which may not be missing.
   *
   * @throws IllegalArgumentException if it is none of the width
   */
  SparseVector read(Row row) {
    Row cell = row.getStruct(index);
    int size = number(cell.get(fields.size), "a size").intValue();
    List<?> places = list(cell, fields.indices);
    List<?> numbers = list(cell, fields.values);
    if (size != width) {
      throw new IllegalArgumentException(
          "expected a vector of %,d numbers, got one of %,d".formatted(width, size));
    }
    if (places.size() != numbers.size()) {
      throw new IllegalArgumentException(
          "expected as many values as indices, got %,d and %,d"
              .formatted(numbers.size(), places.size()));
    }
    int[] indices = new int[places.size()];
    double[] values = new double[places.size()];
    long before = -1;
    for (int i = 0; i < indices.length; i++) {
      long place = number(places.get(i), "an index").longValue();
      if (place <= before || place >= size) {
        throw new IllegalArgumentException(
            "expected ascending indices from 0 to %,d, got %,d%s"
                .formatted(size - 1, place, before < 0 ? "" : " after " + before));
      }
      values[i] = number(numbers.get(i), "a value").doubleValue();
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "expected finite values, got %s at %,d".formatted(values[i], place));
      }
      indices[i] = (int) place;
      before = place;
    }
    return new SparseVector(indices, values);
  }

  private static List<?> list(Row cell, int field) {
    return cell.isNullAt(field) ? List.of() : cell.getList(field);
  }

  private static Number number(Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("expected %s, got nothing".formatted(what));
    }
    return (Number) value;
  }
}
