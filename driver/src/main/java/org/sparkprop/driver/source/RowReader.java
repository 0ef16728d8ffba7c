package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.common.row.SparseVector;

/** Turns the rows of one Spark table into raw rows. Made on the driver, used in tasks. */
public final class RowReader implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double[] NO_TARGETS = {};

  /** Unicode's replacement character. */
  private static final char UNDECODED = '\uFFFD';

  private final List<CellReader> numbers;
  private final boolean[] isDate;
  private final List<CellReader> categories;
  private final boolean[] isText;
  private final List<VectorReader> vectors;
  private final CellReader label;
  private final List<CellReader> targets;
  private final CellReader weight;
  private final TreeMap<Integer, Integer> arrays;
  private final int file;
  private final int malformed;
  private final int complaint;
  private final Set<String> missingValues;
  private final MissingRule missingRule;

  /**
   * A reader of rows of a schema.
   *
   * @param withLabels whether labels and weights are read, or not, as in prediction
   */
  RowReader(
      StructType schema,
      RowLayout layout,
      Set<String> missingValues,
      MissingRule missingRule,
      boolean withLabels) {
    List<FeatureColumn> numeric = layout.numericFeatures();
    this.numbers = numeric.stream().map(feature -> CellReader.of(feature, schema)).toList();
    this.isDate = new boolean[numeric.size()];
    for (int i = 0; i < isDate.length; i++) {
      isDate[i] = numeric.get(i).kind() == ColumnKind.DATE;
    }
    List<FeatureColumn> textual = layout.textualFeatures();
    this.categories = cells(schema, textual.stream().map(FeatureColumn::name).toList());
    this.isText = new boolean[textual.size()];
    for (int i = 0; i < isText.length; i++) {
      isText[i] = textual.get(i).kind() == ColumnKind.TEXT;
    }
    this.vectors =
        layout.features().stream()
            .filter(feature -> feature.kind() == ColumnKind.VECTOR)
            .map(feature -> VectorReader.of(feature, schema))
            .toList();
    boolean classes = layout.labelKind() == LabelKind.CLASS;
    List<CellReader> labels = withLabels ? cells(schema, layout.labels()) : List.of();
    this.label = classes && withLabels ? labels.get(0) : null;
    this.targets = classes ? List.of() : labels;
    this.weight =
        withLabels && layout.weight().isPresent()
            ? cells(schema, List.of(layout.weight().get())).get(0)
            : null;
    this.arrays = new TreeMap<>(arrays(schema, layout));
    this.file = indexOf(schema, CsvSource.FILE);
    this.malformed = indexOf(schema, CsvSource.MALFORMED);
    this.complaint = indexOf(schema, Source.COMPLAINT);
    this.missingValues = missingValues;
    this.missingRule = missingRule;
  }

  private static List<CellReader> cells(StructType schema, List<String> names) {
    return names.stream()
        .map(name -> CellReader.of(new FeatureColumn(name, ColumnKind.NUMBER), schema))
        .toList();
  }

  /** How many numbers the arrays of each array column must have, by the column's index. */
  private static Map<Integer, Integer> arrays(StructType schema, RowLayout layout) {
    Map<Integer, Integer> lengths = new TreeMap<>();
    for (String name : layout.names(ColumnKind.NUMBER)) {
      if (indexOf(schema, name) < 0) {
        ArrayColumns.find(schema, name)
            .ifPresent(
                place ->
                    lengths.merge(indexOf(schema, place.column()), place.element() + 1, Math::max));
      }
    }
    return lengths;
  }

  private void checkArrays(Row row) {
    arrays.forEach(
        (index, length) -> {
          int found = row.isNullAt(index) ? length : ArrayColumns.length(row.get(index));
          if (found != length) {
            String column = row.schema() == null ? "" : row.schema().fieldNames()[index];
            throw new BadRowException(
                new BadRow(
                    fileOf(row),
                    column,
                    "",
                    "column %s: expected %,d numbers, got %,d".formatted(column, length, found)));
          }
        });
  }

  private static int indexOf(StructType schema, String name) {
    return List.of(schema.fieldNames()).indexOf(name);
  }

  /**
   * Reads a row.
   *
   * @throws BadRowException if a cell cannot be used
   */
  public RawRow read(Row row) {
    if (malformed >= 0 && !row.isNullAt(malformed)) {
      throw new BadRowException(
          new BadRow(
              fileOf(row),
              "",
              row.getString(malformed),
              complaint >= 0 ? row.getString(complaint) : "the row has too few or too many cells"));
    }
    checkArrays(row);
    double[] numberCells = new double[numbers.size()];
    for (int i = 0; i < numberCells.length; i++) {
      CellReader cell = numbers.get(i);
      numberCells[i] = isDate[i] ? date(cell, row) : number(cell, row, true);
    }
    String[] categoryCells = new String[categories.size()];
    for (int i = 0; i < categoryCells.length; i++) {
      CellReader cell = categories.get(i);
      categoryCells[i] = isText[i] ? text(cell, row) : category(cell, row);
    }
    double[] targetCells = targets.isEmpty() ? NO_TARGETS : new double[targets.size()];
    for (int i = 0; i < targetCells.length; i++) {
      targetCells[i] = number(targets.get(i), row, false);
    }
    return new RawRow(
        numberCells, categoryCells, vectors(row), label(row), targetCells, weight(row));
  }

  private SparseVector[] vectors(Row row) {
    SparseVector[] read = new SparseVector[vectors.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = vector(vectors.get(i), row);
    }
    return read;
  }

  private SparseVector vector(VectorReader vector, Row row) {
    String complaint = "expected a vector, got nothing" + missingAdvice();
    try {
      if (!vector.isMissing(row)) {
        return vector.read(row);
      } else if (missingRule != MissingRule.FAIL) {
        return VectorReader.zeros();
      }
    } catch (IllegalArgumentException e) {
      complaint = e.getMessage();
    }
    throw new BadRowException(
        new BadRow(
            fileOf(row),
            vector.column(),
            "",
            "column %s: %s".formatted(vector.column(), complaint)));
  }

  /**
   * Reads a row whose class must be among those that a model knows.
   *
   * @param classes none: all labels will do
   * @throws BadRowException if a cell cannot be used, or the class is another
   */
  public RawRow read(Row row, List<String> classes) {
    RawRow raw = read(row);
    if (raw.label() != null && !classes.isEmpty() && !classes.contains(raw.label())) {
      throw bad(
          row,
          label,
          raw.label(),
          "the label `%s` was never seen in training, which knows %s"
              .formatted(raw.label(), Names.some(classes)));
    }
    return raw;
  }

  private String label(Row row) {
    if (label == null) {
      return null;
    }
    String text = label.text(row);
    if (isMissing(text)) {
      throw bad(row, label, text, "expected a class, got nothing");
    }
    checkDecoded(label, row, text);
    return text;
  }

  /**
   * Bytes of a file that are none of its encoding's come as a character of their own: all names
   * with such bytes would be one.
   */
  private void checkDecoded(CellReader cell, Row row, String text) {
    if (file >= 0 && text.indexOf(UNDECODED) >= 0) {
      throw bad(
          row,
          cell,
          text,
          "`%s` is not in the file's encoding; name that, such as ISO-8859-1, under the source's"
                  .formatted(text)
              + " encoding");
    }
  }

  private double weight(Row row) {
    if (weight == null) {
      return 1;
    }
    double value = number(weight, row, false);
    if (value < 0) {
      throw bad(row, weight, weight.text(row), "expected a weight of 0 or more, got " + value);
    }
    return value;
  }

  /** A missing text is one without words, whatever the rule. */
  private String text(CellReader cell, Row row) {
    String text = cell.text(row);
    return isMissing(text) ? null : text;
  }

  private String category(CellReader cell, Row row) {
    String text = cell.text(row);
    if (!isMissing(text)) {
      checkDecoded(cell, row, text);
      return text;
    }
    if (missingRule == MissingRule.FAIL) {
      throw bad(row, cell, text, "expected a category, got nothing" + missingAdvice());
    }
    return null;
  }

  private double number(CellReader cell, Row row, boolean mayBeMissing) {
    double value = cell.number(row);
    return switch (cell.content(value, row, missingValues)) {
      case NUMBER -> value;
      case MISSING -> {
        if (mayBeMissing && missingRule != MissingRule.FAIL) {
          yield Double.NaN;
        }
        throw bad(row, cell, cell.text(row), "expected a number, got nothing" + missingAdvice());
      }
      case NOT_FINITE ->
          throw notANumber(
              cell,
              row,
              "expected a finite number, got `%s`; if it stands for no value, name it under"
                  + " data.missing.values");
      case TEXT ->
          throw notANumber(
              cell,
              row,
              "expected a number, got `%s`; if the column holds categories, name it under"
                  + " data.encode.one-hot or hash, if dates, under date, if texts, under words or"
                  + " tokens");
    };
  }

  private BadRowException notANumber(CellReader cell, Row row, String message) {
    String text = cell.text(row);
    return bad(row, cell, text, message.replace("%s", text));
  }

  private double date(CellReader cell, Row row) {
    double value = cell.date(row);
    if (!Double.isNaN(value)) {
      return value;
    }
    String text = cell.text(row);
    if (!isMissing(text)) {
      throw bad(
          row,
          cell,
          text,
          "expected a date such as 2024-05-31 or 2024-05-31T14:30, got `%s`".formatted(text));
    }
    if (missingRule == MissingRule.FAIL) {
      throw bad(row, cell, text, "expected a date, got nothing" + missingAdvice());
    }
    return Double.NaN;
  }

  private static String missingAdvice() {
    return "; data.missing.rule: mean or zero fills it";
  }

  private boolean isMissing(String text) {
    return text == null || missingValues.contains(text);
  }

  private BadRowException bad(Row row, CellReader cell, String text, String message) {
    return new BadRowException(
        new BadRow(
            fileOf(row),
            cell.column(),
            text == null ? "" : text,
            "column %s: %s".formatted(cell.column(), message)));
  }

  private String fileOf(Row row) {
    return file < 0 ? "" : row.getString(file);
  }
}
