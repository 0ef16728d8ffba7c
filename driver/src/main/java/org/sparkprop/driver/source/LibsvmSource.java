package org.sparkprop.driver.source;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;

/**
 * The format of LibSVM (Chang and Lin 2011): a label, and {@code index:value} for the values that
 * are not zero, by ascending index; what follows a {@code #} does not count. Columns are {@code
 * label}, and either {@code x} with the index for each value, or one column {@code x} of vectors.
 *
 * @param columns how many values a row has
 * @param firstIndex that of the first value: files count from 1, and some from 0
 * @param vector whether values are one column of vectors; if nobody says, where they are more than
 *     1,000
 */
@Name("libsvm")
public record LibsvmSource(
    String path, int columns, @Default("1") int firstIndex, Optional<Boolean> vector)
    implements Source {
  /** Of the label. */
  public static final String LABEL = "label";

  /** Of the values, or before their indices. */
  public static final String VALUES = "x";

  private static final int MOST_BY_THEMSELVES = 1000;
  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_OF_VECTOR = 1 << 30;

  public LibsvmSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    boolean apart = vector.isPresent() && !vector.get();
    Require.that(
        columns >= 1 && columns <= (apart ? MOST_COLUMNS : MOST_OF_VECTOR),
        apart
            ? "columns: expected 1 to %,d without vector, got %s"
            : "columns: expected 1 to %,d, got %s",
        apart ? MOST_COLUMNS : MOST_OF_VECTOR,
        columns);
    Require.that(
        firstIndex == 0 || firstIndex == 1, "firstIndex: expected 0 or 1, got %s", firstIndex);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    SourceFiles.require(path, spark);
    StructType schema = new StructType().add(LABEL, DataTypes.StringType);
    boolean isVector = vector.orElse(columns > MOST_BY_THEMSELVES);
    if (isVector) {
      schema = schema.add(VALUES, VectorColumns.TYPE);
    } else {
      for (int i = 0; i < columns; i++) {
        schema = schema.add(VALUES + (firstIndex + i), DataTypes.DoubleType);
      }
    }
    schema =
        schema
            .add(CsvSource.MALFORMED, DataTypes.StringType)
            .add(COMPLAINT, DataTypes.StringType)
            .add(CsvSource.FILE, DataTypes.StringType);
    LibsvmLine line = new LibsvmLine(columns, firstIndex, isVector);
    return spark
        .read()
        .text(path)
        .withColumn(CsvSource.FILE, functions.col("_metadata.file_path"))
        .filter(functions.trim(functions.col("value")).notEqual(""))
        .map((MapFunction<Row, Row>) line::parse, Encoders.row(schema));
  }

  @Override
  public String label() {
    return path;
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return SourceFiles.explainLine(
        bad, spark, StandardCharsets.UTF_8, line -> line.equals(bad.text()));
  }
}
