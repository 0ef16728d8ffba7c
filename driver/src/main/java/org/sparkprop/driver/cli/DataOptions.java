package org.sparkprop.driver.cli;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.source.CsvSource;
import org.sparkprop.driver.source.ParquetSource;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.source.TableSource;
import picocli.CommandLine.Option;

/** Where evaluate and predict take rows from. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH|TABLE",
      description =
          "A CSV or Parquet file, folder or pattern, or with --data-format table a table's name.")
  private String data;

  @Option(
      names = "--data-format",
      paramLabel = "FORMAT",
      description = "csv, parquet or table; by default what the name says.")
  private String format;

  @Option(
      names = "--source",
      paramLabel = "YAML",
      description = "Instead of --data, any source as under data.source: '{json: rows.jsonl}'")
  private String yaml;

  @Option(names = "--no-header", description = "The CSV files have no line with column names.")
  private boolean noHeader;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "Names of the columns of CSV files without a header.")
  private List<String> columns = List.of();

  @Option(names = "--delimiter", defaultValue = ",", description = "Between cells of CSV files.")
  private String delimiter;

  Source source() {
    if ((data == null) == (yaml == null)) {
      throw new UserMistake("expected either --data or --source, which say where rows come from");
    }
    return yaml == null ? ofOptions() : ofYaml();
  }

  private Source ofYaml() {
    try {
      return Binder.bind(ConfigurationFile.value(yaml), Source.class, "--source");
    } catch (ConfigurationException e) {
      throw new UserMistake(e.getMessage(), e);
    }
  }

  private Source ofOptions() {
    String kind = format == null ? guessed() : format.toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "csv" -> new CsvSource(data, !noHeader, columns, delimiter, "\"", "\\", "UTF-8", false);
      case "parquet" -> new ParquetSource(data);
      case "table" -> new TableSource(data);
      default ->
          throw new UserMistake(
              "--data-format: expected csv, parquet or table, got `" + format + "`");
    };
  }

  private String guessed() {
    String name = data.toLowerCase(Locale.ROOT);
    if (name.matches(".*\\.(csv|tsv|txt|data)(\\.(gz|bz2|zst|lz4|snappy|deflate))?")) {
      return "csv";
    }
    if (name.endsWith(".parquet")) {
      return "parquet";
    }
    throw new UserMistake(
        "--data %s: the name does not say what it is; add --data-format csv, parquet or table"
            .formatted(data));
  }

  Dataset<Row> open(SparkSession spark) {
    return source().open(spark);
  }
}
