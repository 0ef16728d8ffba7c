package org.sparkprop.driver.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
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
 * Comma-separated values: a file, a folder or a pattern, compressed or not. All columns are read as
 * texts, so that the files are read once, and parsed by the project, so that a mistake is named
 * with its file and line.
 *
 * @param header whether each file's first line names the columns
 * @param columns the columns' names where there is no header; none: {@code _c0}, {@code _c1} …
 * @param delimiter between cells
 * @param quote around cells that hold a delimiter or a line's end; empty where there is no such
 *     character, and quotes are as any other
 * @param escape before a quote inside quotes
 * @param encoding of the text
 * @param multiLine whether quoted cells may hold line ends; such files cannot be split for reading
 */
@Name("csv")
public record CsvSource(
    String path,
    @Default("true") boolean header,
    List<String> columns,
    @Default("\",\"") String delimiter,
    @Default("\"\\\"\"") String quote,
    @Default("\"\\\\\"") String escape,
    @Default("UTF-8") String encoding,
    @Default("false") boolean multiLine)
    implements Source {
  /** Spark puts a row here whose number of cells is wrong. */
  public static final String MALFORMED = "_sparkprop_malformed";

  /** Stands in no text. */
  private static final char NO_QUOTE = '\0';

  /** The file that a row comes from. */
  public static final String FILE = "_sparkprop_file";

  public CsvSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    Require.that(!delimiter.isEmpty(), "delimiter: expected a character, got nothing");
    Require.that(quote.length() <= 1, "quote: expected one character or none, got `%s`", quote);
    Require.that(escape.length() == 1, "escape: expected one character, got `%s`", escape);
    Require.that(
        !header || columns.isEmpty(),
        "columns: expected names only where header is false; with a header the files name them");
    Require.that(
        Charset.isSupported(encoding), "encoding: expected one such as UTF-8, got `%s`", encoding);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    SourceFiles.require(path, spark);
    StructType schema = new StructType();
    for (String name : columnNames(spark)) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return reader(spark)
        .schema(schema.add(MALFORMED, DataTypes.StringType))
        .option("columnNameOfCorruptRecord", MALFORMED)
        .csv(path)
        .withColumn(FILE, functions.col("_metadata.file_path"));
  }

  private List<String> columnNames(SparkSession spark) {
    List<String> names = Arrays.asList(reader(spark).csv(path).columns());
    if (!columns.isEmpty()) {
      if (columns.size() != names.size()) {
        throw new UserMistake(
            "data.source.csv.columns: expected %d names, as many as %s has columns, got %d"
                .formatted(names.size(), path, columns.size()));
      }
      names = columns;
    }
    if (names.isEmpty()) {
      throw new UserMistake(path + " is empty");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new UserMistake(path + ": the column " + name + " stands there twice");
      }
    }
    return names;
  }

  private DataFrameReader reader(SparkSession spark) {
    return spark
        .read()
        .option("header", header)
        .option("inferSchema", false)
        .option("mode", "PERMISSIVE")
        .option("delimiter", delimiter)
        .option("quote", quote)
        .option("escape", escape)
        .option("encoding", encoding)
        .option("multiLine", multiLine)
        .option("ignoreLeadingWhiteSpace", true)
        .option("ignoreTrailingWhiteSpace", true);
  }

  @Override
  public String label() {
    return path;
  }

  /** Reads the one file again, up to the row, to count its lines. */
  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    String name = SourceFiles.name(bad.file());
    try {
      OptionalLong line = line(bad, spark);
      return line.isPresent()
          ? new UserMistake("%s, line %d: %s".formatted(name, line.getAsLong(), bad.message()))
          : new UserMistake(name + ": " + bad.message());
    } catch (IOException e) {
      return new UserMistake(name + ": " + bad.message(), e);
    }
  }

  private OptionalLong line(BadRow bad, SparkSession spark) throws IOException {
    List<String> names = columnNames(spark);
    int column = names.indexOf(bad.column());
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter);
    settings.getFormat().setQuote(quote.isEmpty() ? NO_QUOTE : quote.charAt(0));
    settings.getFormat().setQuoteEscape(escape.charAt(0));
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(Math.max(512, names.size() * 2));
    settings.setEmptyValue("");
    settings.setNullValue("");
    settings.setReadInputOnSeparateThread(false);
    try (InputStream bytes = SourceFiles.open(bad.file(), spark);
        InputStreamReader text = new InputStreamReader(bytes, encoding)) {
      CsvParser parser = new CsvParser(settings);
      parser.beginParsing(text);
      String[] cells = parser.parseNext();
      if (header && cells != null) {
        cells = parser.parseNext();
      }
      while (cells != null) {
        boolean found =
            column < 0
                ? cells.length != names.size()
                : column < cells.length && cells[column].strip().equals(bad.text());
        if (found) {
          return OptionalLong.of(parser.getContext().currentLine());
        }
        cells = parser.parseNext();
      }
    }
    return OptionalLong.empty();
  }
}
