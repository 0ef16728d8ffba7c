package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;

/** Reads the cells of one column of a Spark table. */
public final class CellReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What stands for no value unless somebody says more: no number is written like that. */
  private static final Set<String> NO_TEXT = Set.of("");

  private final String column;
  private final int index;

  /** The place in an array, or negative where the cell is no array. */
  private final int element;

  private CellReader(String column, int index, int element) {
    this.column = column;
    this.index = index;
    this.element = element;
  }

  /** A reader of whatever a column holds. */
  public CellReader(String column, int index) {
    this(column, index, -1);
  }

  /**
   * A reader of a column, or of a place in an array column, that a model reads.
   *
   * @throws UserMistake for a type that holds nothing of the kind
   */
  public static CellReader of(FeatureColumn feature, StructType schema) {
    String name = feature.name();
    List<String> names = List.of(schema.fieldNames());
    int index = names.indexOf(name);
    if (index < 0) {
      ArrayColumns.Place place = ArrayColumns.find(schema, name).orElseThrow();
      return new CellReader(name, names.indexOf(place.column()), place.element());
    }
    DataType type = schema.fields()[index].dataType();
    return feature.kind() == ColumnKind.DATE
        ? ofDates(name, index, type)
        : ofNumbersOrTexts(name, index, type);
  }

  private static CellReader ofNumbersOrTexts(String column, int index, DataType type) {
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
    return new CellReader(column, index);
  }

  private static CellReader ofDates(String column, int index, DataType type) {
    if (!(DateCell.isDate(type) || type instanceof StringType)) {
      throw new UserMistake(
          "column %s: expected dates, timestamps or texts for data.encode.date, got the type %s"
              .formatted(column, type.simpleString()));
    }
    return new CellReader(column, index);
  }

  private Object value(Row row) {
    Object value = row.get(index);
    return element < 0 || value == null ? value : ArrayColumns.element(value, element);
  }

  /** The column's place in a row. */
  public int index() {
    return index;
  }

  /** The column's name; of a place in arrays its own. */
  public String column() {
    return column;
  }

  /** The cell as a text without spaces around it, or null. Whole numbers have no decimal point. */
  public String text(Row row) {
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
  public double number(Row row) {
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

  /**
   * What a cell holds beside numbers.
   *
   * @param number the cell as one
   * @param missingValues texts that stand for no value
   */
  public CellContent content(double number, Row row, Set<String> missingValues) {
    boolean finite = Double.isFinite(number);
    if (finite && missingValues.equals(NO_TEXT)) {
      return CellContent.NUMBER;
    }
    String text = text(row);
    if (text == null || missingValues.contains(text)) {
      return CellContent.MISSING;
    }
    if (finite) {
      return CellContent.NUMBER;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return Double.isInfinite(number) || lower.matches("[-+]?(nan|inf|infinity)")
        ? CellContent.NOT_FINITE
        : CellContent.TEXT;
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
