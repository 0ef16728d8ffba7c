package org.sparkprop.driver.source;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.sparkprop.common.configuration.UserMistake;

/** Reads the cells of one column of a Spark table. */
final class CellReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final int index;

  /** The place in an array, or negative where the cell is no array. */
  private final int element;

  private CellReader(String column, int index, int element) {
    this.column = column;
    this.index = index;
    this.element = element;
  }

  /**
   * A reader of numbers or texts.
   *
   * @throws UserMistake for a type that holds neither
   */
  static CellReader of(String column, int index, DataType type) {
    boolean readable =
        type instanceof NumericType || type instanceof StringType || type instanceof BooleanType;
    if (!readable) {
      throw new UserMistake(
          "column %s: expected numbers, arrays of numbers, texts or true and false, got the type %s; %s"
              .formatted(
                  column,
                  type.simpleString(),
                  DateCell.isDate(type)
                      ? "name it under data.encode.date, or leave it out under data.ignore"
                      : "leave it out under data.ignore"));
    }
    return new CellReader(column, index, -1);
  }

  /**
   * A reader of dates.
   *
   * @throws UserMistake for a type that holds none
   */
  static CellReader ofDates(String column, int index, DataType type) {
    if (!(DateCell.isDate(type) || type instanceof StringType)) {
      throw new UserMistake(
          "column %s: expected dates, timestamps or texts for data.encode.date, got the type %s"
              .formatted(column, type.simpleString()));
    }
    return new CellReader(column, index, -1);
  }

  /** Reads one place of the arrays of a column. */
  static CellReader ofArray(String column, int index, int element) {
    return new CellReader(column, index, element);
  }

  private Object value(Row row) {
    Object value = row.get(index);
    return element < 0 || value == null ? value : ArrayColumns.element(value, element);
  }

  String column() {
    return column;
  }

  /** The cell as a text without spaces around it, or null. Whole numbers have no decimal point. */
  String text(Row row) {
    Object value = value(row);
    if (value == null) {
      return null;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
      return whole ? Long.toString((long) number) : value.toString();
    }
    return value.toString().strip();
  }

  /** The cell as a number; NaN and not a word where it is none. */
  double number(Row row) {
    Object value = value(row);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value == null ? Double.NaN : parse(value.toString().strip());
  }

  /** The cell as seconds since the start of 1970; NaN where it is no date. */
  double date(Row row) {
    Object value = row.get(index);
    return value == null ? Double.NaN : DateCell.seconds(value);
  }

  /** Java's numbers but for its suffixes and hexadecimal forms. */
  private static double parse(String text) {
    if (text.isEmpty()) {
      return Double.NaN;
    }
    char last = text.charAt(text.length() - 1);
    if ((last < '0' || last > '9') && last != '.') {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
