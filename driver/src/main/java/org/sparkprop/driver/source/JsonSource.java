package org.sparkprop.driver.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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
 * JSON lines: one object a line, in a file, a folder or a pattern, compressed or not. A key that an
 * object does not have, and {@code null}, are missing values. Values are read as texts, and parsed
 * as those of CSV files are.
 *
 * @param columns the keys to read; none: all that there are, for which the files are read once more
 * @param encoding of the text
 */
@Name("json")
public record JsonSource(String path, List<String> columns, @Default("UTF-8") String encoding)
    implements Source {
  private static final ObjectMapper JSON = new ObjectMapper();

  public JsonSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    Require.that(
        new HashSet<>(columns).size() == columns.size(),
        "columns: expected different names, got %s",
        columns);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    SourceFiles.require(path, spark);
    StructType schema = new StructType();
    for (String name : columnNames(spark)) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return reader(spark)
        .schema(schema.add(CsvSource.MALFORMED, DataTypes.StringType))
        .json(path)
        .withColumn(
            COMPLAINT,
            functions.when(
                functions.col(CsvSource.MALFORMED).isNotNull(),
                functions.lit("expected a JSON object on one line")))
        .withColumn(CsvSource.FILE, functions.col("_metadata.file_path"));
  }

  private List<String> columnNames(SparkSession spark) {
    if (!columns.isEmpty()) {
      return columns;
    }
    List<String> found = new ArrayList<>(Arrays.asList(reader(spark).json(path).columns()));
    found.remove(CsvSource.MALFORMED);
    if (found.isEmpty()) {
      throw new UserMistake(path + ": expected JSON objects, one a line, found none with a key");
    }
    return found;
  }

  private DataFrameReader reader(SparkSession spark) {
    return spark
        .read()
        .option("primitivesAsString", true)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", CsvSource.MALFORMED)
        .option("encoding", encoding)
        .option("lineSep", "\n");
  }

  @Override
  public String label() {
    return path;
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return SourceFiles.explainLine(bad, spark, Charset.forName(encoding), line -> isIt(line, bad));
  }

  private static boolean isIt(String line, BadRow bad) {
    if (bad.column().isEmpty()) {
      return line.equals(bad.text());
    }
    try {
      String text = JSON.readTree(line).path(bad.column()).asText("");
      return text.strip().equals(bad.text());
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
