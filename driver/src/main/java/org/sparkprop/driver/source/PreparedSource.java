package org.sparkprop.driver.source;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
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
    requireEncodable(table, columns, data.encode());
    if (data.label().isEmpty() && !data.encode().targetMean().isEmpty()) {
      throw new UserMistake(
          "data.encode.target-mean: expected a label to take means of, but with network.target"
              + " inputs there is none");
    }
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
            features.stream().flatMap(column -> features(table, column, data.encode())).toList(),
            classes ? LabelKind.CLASS : LabelKind.NUMBER,
            data.label(),
            data.weight());
    return of(table, layout, data.missing(), true);
  }

  private static Stream<FeatureColumn> features(
      Dataset<Row> table, String column, EncodeConfiguration encode) {
    if (VectorColumns.isVector(table.schema().apply(column))) {
      int width = VectorColumns.width(table, column);
      return Stream.of(new FeatureColumn(column, ColumnKind.VECTOR, width));
    }
    return ArrayColumns.names(table, column).stream()
        .map(name -> new FeatureColumn(name, encode.kind(name)));
  }

  private static void requireEncodable(
      Dataset<Row> table, Set<String> columns, EncodeConfiguration encode) {
    encode
        .columns()
        .forEach(
            (key, named) -> {
              require(columns, named, "data.encode." + key);
              for (String name : named) {
                if (VectorColumns.isVector(table.schema().apply(name))) {
                  throw new UserMistake(
                      "data.encode.%s: column %s holds vectors, which are encoded by scale alone"
                          .formatted(key, name));
                }
                if (ArrayColumns.isArray(table.schema().apply(name))) {
                  throw new UserMistake(
                      "data.encode.%s: column %s holds arrays; their numbers are encoded by scale, or by `all` under standardize or min-max"
                          .formatted(key, name));
                }
              }
            });
  }

  /** The columns of a table that hold a layout's features, those of arrays once each. */
  public static LinkedHashSet<String> columns(RowLayout layout, StructType schema) {
    Set<String> present = Set.of(schema.fieldNames());
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    for (FeatureColumn feature : layout.features()) {
      String name = feature.name();
      columns.add(
          present.contains(name)
              ? name
              : ArrayColumns.find(schema, name).map(ArrayColumns.Place::column).orElse(name));
    }
    return columns;
  }

  /** Lays out another table for a model that is already fitted. */
  public static PreparedSource of(
      Dataset<Row> table, RowLayout layout, MissingConfiguration missing, boolean withLabels) {
    LinkedHashSet<String> used = columns(layout, table.schema());
    Set<String> present = columns(table);
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

  /** Whether all features are places in columns of bytes. */
  boolean holdsBytes() {
    StructType schema = rows.schema();
    Set<String> present = Set.of(schema.fieldNames());
    return layout.features().stream()
        .allMatch(
            feature ->
                !present.contains(feature.name())
                    && ArrayColumns.find(schema, feature.name())
                        .filter(
                            place -> schema.apply(place.column()).dataType() instanceof BinaryType)
                        .isPresent());
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
