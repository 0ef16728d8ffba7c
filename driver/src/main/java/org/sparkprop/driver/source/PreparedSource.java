package org.sparkprop.driver.source;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;

/**
 * A table with what a model makes of its columns, and the reader of its rows.
 *
 * @param rows only the columns that are used, and what names a row's file
 * @param missing what counts as a missing cell, and what becomes of it
 * @param withLabels whether labels and weights are read
 */
public record PreparedSource(
    Dataset<Row> rows,
    RowLayout layout,
    RowReader reader,
    MissingConfiguration missing,
    boolean withLabels) {
  /**
   * Lays out a table for training: every column that has no other use is a feature.
   *
   * @throws UserMistake for columns that are not there, and where no feature is left
   */
  public static PreparedSource forTraining(
      Dataset<Row> table, DataConfiguration data, TargetKind targetKind) {
    Set<String> columns = columns(table);
    require(columns, data.label(), "data.label");
    require(columns, data.features(), "data.features");
    require(columns, data.ignore(), "data.ignore");
    require(columns, data.weight().stream().toList(), "data.weight");
    require(columns, data.encode().oneHot(), "data.encode.one-hot");
    List<String> standardized = new ArrayList<>(data.encode().standardize());
    standardized.remove(EncodeConfiguration.ALL);
    require(columns, standardized, "data.encode.standardize");
    LinkedHashSet<String> features = new LinkedHashSet<>(data.features());
    if (features.isEmpty()) {
      features.addAll(columns);
      features.removeAll(data.ignore());
      features.removeAll(data.label());
      data.weight().ifPresent(features::remove);
    }
    if (features.isEmpty()) {
      throw new UserMistake("data: no column is left to learn from beside the label");
    }
    for (String label : data.label()) {
      if (features.contains(label)) {
        throw new UserMistake("data.features: the label " + label + " cannot be a feature too");
      }
    }
    boolean classes =
        targetKind == TargetKind.CLASS_INDEX
            || (targetKind == TargetKind.BINARY && data.label().size() == 1);
    if (classes && data.label().size() != 1) {
      throw new UserMistake(
          "data.label: expected one column for this loss, got " + String.join(", ", data.label()));
    }
    RowLayout layout =
        new RowLayout(
            features.stream()
                .flatMap(column -> ArrayColumns.names(table, column).stream())
                .map(name -> feature(name, data.encode()))
                .toList(),
            classes ? LabelKind.CLASS : LabelKind.NUMBER,
            data.label(),
            data.weight());
    return of(table, layout, data.missing(), true);
  }

  /** Lays out another table for a model that is already fitted. */
  public static PreparedSource of(
      Dataset<Row> table, RowLayout layout, MissingConfiguration missing, boolean withLabels) {
    LinkedHashSet<String> used = new LinkedHashSet<>();
    Set<String> present = columns(table);
    for (FeatureColumn feature : layout.features()) {
      String name = feature.name();
      used.add(
          present.contains(name)
              ? name
              : ArrayColumns.find(table.schema(), name)
                  .map(ArrayColumns.Place::column)
                  .orElse(name));
    }
    if (withLabels) {
      used.addAll(layout.labels());
      layout.weight().ifPresent(used::add);
    }
    require(present, new ArrayList<>(used), "the model's columns");
    for (String extra : Source.HIDDEN) {
      if (Arrays.asList(table.columns()).contains(extra)) {
        used.add(extra);
      }
    }
    Dataset<Row> rows =
        table.select(
            used.stream()
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(org.apache.spark.sql.Column[]::new));
    RowReader reader = reader(rows.schema(), layout, missing, withLabels);
    return new PreparedSource(rows, layout, reader, missing, withLabels);
  }

  /**
   * About how many bytes the rows take that are shuffled: as the source says, or as Spark guesses
   * of files; nothing where nobody knows.
   */
  public OptionalLong bytes() {
    OptionalLong count = ArrayColumns.rows(rows.schema());
    if (count.isPresent()) {
      return OptionalLong.of(count.getAsLong() * layout.features().size() * Double.BYTES);
    }
    BigInteger guessed = rows.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger();
    // Spark takes an unknown size for as large as can be.
    return guessed.bitLength() < 50 ? OptionalLong.of(guessed.longValue()) : OptionalLong.empty();
  }

  private static RowReader reader(
      StructType schema, RowLayout layout, MissingConfiguration missing, boolean withLabels) {
    return new RowReader(schema, layout, Set.copyOf(missing.values()), missing.rule(), withLabels);
  }

  /** A reader of the same columns from rows of another schema, the whole table's for instance. */
  public RowReader readerOf(StructType schema) {
    return reader(schema, layout, missing, withLabels);
  }

  private static FeatureColumn feature(String name, EncodeConfiguration encode) {
    boolean category = encode.oneHot().contains(name);
    return new FeatureColumn(name, category ? ColumnKind.CATEGORY : ColumnKind.NUMBER);
  }

  private static Set<String> columns(Dataset<Row> table) {
    LinkedHashSet<String> columns = new LinkedHashSet<>(Arrays.asList(table.columns()));
    Source.HIDDEN.forEach(columns::remove);
    return columns;
  }

  private static void require(Set<String> columns, List<String> wanted, String key) {
    for (String name : wanted) {
      if (!columns.contains(name)) {
        List<String> known = new ArrayList<>(columns);
        String shown = known.size() <= 40 ? "" : " …";
        throw new UserMistake(
            "%s: the data have no column %s; %s%s"
                .formatted(
                    key,
                    name,
                    Names.suggestion(name, known.subList(0, Math.min(known.size(), 40))),
                    shown));
      }
    }
  }
}
