package org.sparkprop.driver.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;

/**
 * The labels of files that are rows: the names of their folders, or what a pattern's one group
 * matches in a file's own name, or what a table has beside it.
 *
 * @param pattern empty where there is none
 * @param table a CSV file with the columns {@code file} and {@code label}; empty where there is
 *     none
 */
record FileLabels(String pattern, String table) implements Serializable {
  /** A column of {@link #joined}: the table's label; null where it has none, or there is none. */
  static final String FROM_TABLE = "label_of_table";

  private static final String FILE = "file";
  private static final String LABEL = "label";
  private static final String NAME = "name";
  private static final String PATH = "path";

  static FileLabels of(Optional<String> pattern, Optional<String> table) {
    return new FileLabels(pattern.orElse(""), table.orElse(""));
  }

  /** Checks both as they stand in a configuration. */
  static void check(Optional<String> pattern, Optional<String> table) {
    Require.that(
        pattern.isEmpty() || table.isEmpty(),
        "labelTable: expected it or label-pattern, got both; leave one out");
    if (pattern.isPresent()) {
      int groups = -1;
      try {
        groups = Pattern.compile(pattern.get()).matcher("").groupCount();
      } catch (PatternSyntaxException e) {
        // Said below.
      }
      Require.that(
          groups == 1,
          "labelPattern: expected a regular expression with one group, such as (.*)_[0-9]+[.]wav,"
              + " got `%s`",
          pattern.get());
    }
  }

  /**
   * Files with the labels that the table has for them behind: by a file's name, or by the end of
   * its path where the table has more than a name.
   *
   * @param files with a column {@code path}
   * @throws UserMistake if the table is not there, lacks a column or has two labels for a file
   */
  Dataset<Row> joined(Dataset<Row> files) {
    if (table.isEmpty()) {
      return files.withColumn(FROM_TABLE, lit(null).cast(DataTypes.StringType));
    }
    Dataset<Row> labels = labels(files.sparkSession());
    Dataset<Row> named = files.withColumn(NAME, expr("element_at(split(path, '/'), -1)"));
    return named
        .join(
            labels,
            named
                .col(NAME)
                .equalTo(labels.col(NAME))
                .and(functions.concat(lit("/"), named.col(PATH)).endsWith(labels.col(FILE))),
            "left_outer")
        .drop(named.col(NAME))
        .drop(labels.col(NAME))
        .drop(FILE);
  }

  /** A row for each file that is named: behind a slash, its last name, and its label. */
  private Dataset<Row> labels(SparkSession spark) {
    SourceFiles.require(table, spark);
    Dataset<Row> read = spark.read().option("header", true).csv(table);
    List<String> columns = List.of(read.columns());
    if (!columns.contains(FILE) || !columns.contains(LABEL)) {
      throw new UserMistake(
          "%s: expected the columns file and label, got %s"
              .formatted(table, String.join(", ", columns)));
    }
    Dataset<Row> labels =
        read.select(
                functions.concat(lit("/"), functions.trim(col(FILE))).as(FILE),
                functions.trim(col(LABEL)).as(FROM_TABLE))
            .distinct()
            .withColumn(NAME, expr("element_at(split(file, '/'), -1)"));
    Dataset<Row> other = labels.as("other");
    List<Row> twice =
        labels
            .as("one")
            .join(other, col("one.name").equalTo(col("other.name")))
            .where("endswith(one.file, other.file)")
            .where("one.file <> other.file or one.label_of_table <> other.label_of_table")
            .select("one.file")
            .orderBy("file")
            .takeAsList(1);
    if (!twice.isEmpty()) {
      throw new UserMistake(
          "%s: expected one label for each file, got several for %s"
              .formatted(table, twice.get(0).getString(0).substring(1)));
    }
    return labels;
  }

  /**
   * A file's label.
   *
   * @param fromTable what the table has for it, or null
   */
  String of(String file, String fromTable) throws UnusableFileException {
    Path path = new Path(file);
    if (!table.isEmpty()) {
      if (fromTable == null || fromTable.isEmpty()) {
        throw new UnusableFileException(table + " has no label for it");
      }
      return fromTable;
    }
    if (pattern.isEmpty()) {
      return path.getParent().getName();
    }
    Matcher found = Pattern.compile(pattern).matcher(path.getName());
    if (!found.matches()) {
      throw new UnusableFileException("its name does not match label-pattern " + pattern);
    }
    return found.group(1);
  }
}
