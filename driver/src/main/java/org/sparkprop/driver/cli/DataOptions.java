package org.sparkprop.driver.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.source.CsvSource;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.ParquetSource;
import org.sparkprop.driver.source.RejectedRows;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.source.TableSource;
import org.sparkprop.driver.training.Failures;
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

  @Option(
      names = "--on-bad-row",
      defaultValue = "fail",
      paramLabel = "RULE",
      description =
          "What becomes of a row that cannot be used: fail ends the command there, skip leaves it"
              + " out and says how many there were (default: ${DEFAULT-VALUE}).")
  private String rule;

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

  OnBadRow onBadRow() {
    return switch (rule.toLowerCase(Locale.ROOT)) {
      case "fail" -> OnBadRow.FAIL;
      case "skip" -> OnBadRow.SKIP;
      default -> throw new UserMistake("--on-bad-row: expected fail or skip, got `" + rule + "`");
    };
  }

  /** Tells of rows that were left out, with the first one's place. */
  static void tell(
      RejectedRows rejected, Optional<String> file, Source source, SparkSession spark) {
    String one =
        Failures.explained(rejected.examples().get(0), source, Map.of(), spark).getMessage();
    String text = file.map(name -> rejected.text(name, one)).orElseGet(() -> rejected.text(one));
    System.err.println("note: " + text);
  }
}
