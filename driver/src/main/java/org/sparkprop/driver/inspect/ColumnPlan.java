package org.sparkprop.driver.inspect;

import java.io.Serializable;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.driver.source.CellReader;

/**
 * What is asked of a column.
 *
 * @param index in the source's rows
 * @param sparkType how Spark calls its type
 */
record ColumnPlan(String name, int index, String sparkType, Role role, Holds holds)
    implements Serializable {
  /** What a column's cells are taken for. */
  enum Holds {
    NUMBERS,
    TEXTS,
    /** Texts that may all be numbers, as of a CSV file's column that no one reads. */
    EITHER,
    /** Neither numbers nor texts: only whether there is something. */
    OTHER
  }

  static ColumnPlan of(StructField field, int index, RowLayout layout) {
    String name = field.name();
    for (FeatureColumn feature : layout.features()) {
      if (feature.name().equals(name)) {
        return feature.kind() == ColumnKind.VECTOR
            ? new ColumnPlan(name, index, "vector", Role.INPUT, Holds.OTHER)
            : of(field, index, Role.INPUT, held(feature.kind()));
      }
    }
    if (layout.labels().contains(name)) {
      boolean classes = layout.labelKind() == LabelKind.CLASS;
      return of(field, index, Role.LABEL, classes ? Holds.TEXTS : Holds.NUMBERS);
    }
    return layout.weight().filter(name::equals).isPresent()
        ? of(field, index, Role.WEIGHT, Holds.NUMBERS)
        : of(field, index, Role.LEFT_OUT, guessed(field.dataType()));
  }

  /** Of a place in the arrays of a column, which is an input by itself. */
  static ColumnPlan ofArray(CellReader cell) {
    return new ColumnPlan(cell.column(), cell.index(), "number", Role.INPUT, Holds.NUMBERS);
  }

  private static ColumnPlan of(StructField field, int index, Role role, Holds holds) {
    return new ColumnPlan(field.name(), index, field.dataType().typeName(), role, holds);
  }

  private static Holds held(ColumnKind kind) {
    return kind == ColumnKind.NUMBER ? Holds.NUMBERS : Holds.TEXTS;
  }

  private static Holds guessed(DataType type) {
    if (type instanceof NumericType) {
      return Holds.NUMBERS;
    }
    boolean nested =
        type instanceof ArrayType
            || type instanceof MapType
            || type instanceof StructType
            || type instanceof BinaryType;
    return nested ? Holds.OTHER : type instanceof StringType ? Holds.EITHER : Holds.TEXTS;
  }

  boolean mayHoldNumbers() {
    return holds == Holds.NUMBERS || holds == Holds.EITHER;
  }

  boolean mayHoldTexts() {
    return holds == Holds.TEXTS || holds == Holds.EITHER;
  }

  /**
   * The type in a word.
   *
   * @param numbersOnly whether all its values are numbers
   */
  String type(boolean numbersOnly) {
    if (mayHoldNumbers() && numbersOnly) {
      return "number";
    }
    // A date that nobody reads is a text here, and called what it is.
    boolean own = holds == Holds.OTHER || (role == Role.LEFT_OUT && holds != Holds.EITHER);
    return own ? sparkType : "text";
  }
}
