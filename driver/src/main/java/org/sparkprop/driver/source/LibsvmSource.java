package org.sparkprop.driver.source;

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
 * label}, and {@code x} with the index for each value. Rows become dense.
 *
 * @param columns how many values a row has
 * @param firstIndex that of the first value: files count from 1, and some from 0
 */
@Name("libsvm")
public record LibsvmSource(String path, int columns, @Default("1") int firstIndex)
    implements Source {
  /** Of the label. */
  public static final String LABEL = "label";

  private static final int MOST_COLUMNS = 10_000;

  public LibsvmSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    Require.that(
        columns >= 1 && columns <= MOST_COLUMNS,
        "columns: expected 1 to %,d, since rows become dense, got %s",
        MOST_COLUMNS,
        columns);
    Require.that(
        firstIndex == 0 || firstIndex == 1, "firstIndex: expected 0 or 1, got %s", firstIndex);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    SourceFiles.require(path, spark);
    StructType schema = new StructType().add(LABEL, DataTypes.StringType);
    for (int i = 0; i < columns; i++) {
      schema = schema.add("x" + (firstIndex + i), DataTypes.DoubleType);
    }
    schema =
        schema
            .add(CsvSource.MALFORMED, DataTypes.StringType)
            .add(COMPLAINT, DataTypes.StringType)
            .add(CsvSource.FILE, DataTypes.StringType);
    LibsvmLine line = new LibsvmLine(columns, firstIndex);
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
    return SourceFiles.explainLine(bad, spark, line -> line.equals(bad.text()));
  }
}
