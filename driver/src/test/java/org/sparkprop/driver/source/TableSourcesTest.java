package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

/** The same rows give the same weights, whatever they come from; and each has its sentences. */
class TableSourcesTest {
  private static final int ROWS = 80;

  @TempDir Path folder;

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FlatVector train(SparkSession spark, String source, String label) {
    Path yaml =
        write(
            "sources.yaml",
            """
            name: sources
            data: {source: {%s}, label: %s}
            network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
            training: {epochs: 2, batch-size: 10, shards: 2}
            """
                .formatted(source, label));
    return Trainer.fromFile(yaml).train(spark).model().weights();
  }

  @Test
  void sameRowsSameBits() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder csv = new StringBuilder("x1,x2,kind\n");
    StringBuilder json = new StringBuilder();
    StringBuilder libsvm = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      double first = Math.round(100 * random.nextDouble()) / 8.0;
      double second = i % 3 == 0 ? 0 : -i / 4.0;
      String kind = first > 6 ? "1" : "0";
      csv.append(String.format(Locale.ROOT, "%s,%s,%s%n", first, second, kind));
      json.append("{\"kind\": %s, \"x2\": %s, \"x1\": \"%s\"}%n".formatted(kind, second, first));
      libsvm.append(kind).append(" 1:").append(first);
      libsvm.append(second == 0 ? "" : " 2:" + second).append(i % 9 == 0 ? " # here" : "");
      libsvm.append(i % 7 == 0 ? "\n\n" : "\n");
    }
    Path csvFile = write("rows.csv", csv.toString());
    Path jsonFile = write("rows.jsonl", json.toString());
    Path libsvmFile = write("rows.svm", libsvm.toString());
    LocalSpark.with(
        2,
        spark -> {
          String orc = folder.resolve("rows.orc").toString();
          spark
              .read()
              .option("header", true)
              .option("inferSchema", true)
              .csv(csvFile.toString())
              .write()
              .orc(orc);
          FlatVector expected = train(spark, "csv: \"%s\"".formatted(csvFile), "kind");
          database(spark, csvFile);
          Map<String, String> others = new LinkedHashMap<>();
          others.put("json: \"%s\"".formatted(jsonFile), "kind");
          others.put("json: {path: \"%s\", columns: [x1, x2, kind]}".formatted(jsonFile), "kind");
          others.put("orc: \"%s\"".formatted(orc), "kind");
          others.put("sql: \"select kind, x1, x2 from orc.`%s`\"".formatted(orc), "kind");
          others.put("libsvm: {path: \"%s\", columns: 2}".formatted(libsvmFile), "label");
          others.put("table: db.PUBLIC.measured", "kind");
          others.put("sql: \"select kind, x1, x2 from db.PUBLIC.measured\"", "kind");
          others.forEach(
              (source, label) -> assertEquals(expected, train(spark, source, label), source));
          return null;
        });
  }

  /** A database in this process with the rows of a file, as the catalog {@code db}. */
  private void database(SparkSession spark, Path csv) {
    String url = "jdbc:h2:" + folder.resolve("database") + ";DATABASE_TO_UPPER=FALSE";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table measured as select * from csvread('"
              + csv
              + "', null, 'caseSensitiveColumnNames=true')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String catalog = "spark.sql.catalog.db";
    spark
        .conf()
        .set(catalog, "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog");
    spark.conf().set(catalog + ".url", url);
    spark.conf().set(catalog + ".driver", "org.h2.Driver");
  }

  @Test
  void mistakesHaveTheirSentences() {
    String broken = write("b.jsonl", "{\"a\": 1, \"y\": 2}\n\n{\"a\": 1,\n").toString();
    String wordy = write("w.jsonl", "{\"a\": 1, \"y\": 2}\n{\"a\": \"z1\", \"y\": 3}\n").toString();
    String keyless = write("k.jsonl", "{}\n").toString();
    String text = write("t.orc", "no columns here").toString();
    String past = write("p.svm", "1 1:2\n0 1:1 3:4\n").toString();
    String unsorted = write("u.svm", "1 2:2 1:1\n").toString();
    String odd = write("o.svm", "1 1:x\n").toString();
    String unlabelled = write("l.svm", "1:2\n").toString();
    LocalSpark.with(
        2,
        spark -> {
          refused(spark, json(broken), "y", "b.jsonl, line 3: expected a JSON object on one line");
          refused(
              spark, json(wordy), "y", "w.jsonl, line 2: column a: expected a number, got `z1`");
          refused(spark, json(keyless), "y", "found none with a key");
          refused(spark, "orc: \"%s\"".formatted(text), "y", "cannot be read as ORC");
          refused(spark, "sql: \"select 1 frm x\"", "y", "Spark cannot run the query");
          refused(spark, "sql: \"select a from nowhere\"", "y", "nowhere");
          refused(spark, "sql: \"create view v as select 1\"", "y", "cannot run the query");
          refused(spark, svm(past), "label", "p.svm, line 2: expected an index from 1 to 2");
          refused(
              spark, svm(unsorted), "label", "line 1: expected ascending indices, got 1 after 2");
          refused(spark, svm(odd), "label", "line 1: expected index:value, got `1:x`");
          refused(spark, svm(unlabelled), "label", "expected a label first, got `1:2`");
          refused(spark, "libsvm: {path: x, columns: 0}", "label", "expected 1 to 1,073,741,824");
          return null;
        });
  }

  @Test
  void columnsOfOtherTypesAndFilesThatAreNone() throws IOException {
    String cut = folder.resolve("cut.parquet").toString();
    LocalSpark.with(
        2,
        spark -> {
          String typed = folder.resolve("typed").toString();
          spark.sql("select map('a', 1) m, 1 y").write().parquet(typed);
          refused(
              spark, parquet(typed), "m", "column m: expected numbers, arrays of numbers, texts");
          refused(spark, parquet(typed), "y", "got the type map<string,int>");
          String whole = folder.resolve("whole").toString();
          spark.range(100).selectExpr("id x", "id y").coalesce(1).write().parquet(whole);
          cutInHalf(Path.of(whole), Path.of(cut));
          refused(spark, parquet(cut), "y", "cut.parquet");
          String empty = folder.resolve("empty").toString();
          makeFolder(Path.of(empty));
          refused(spark, parquet(empty), "y", "is empty");
          return null;
        });
  }

  @Test
  void bytesThatAreNotOfTheEncoding() throws IOException {
    Path latin =
        Files.write(
            folder.resolve("latin.csv"),
            ("place,y\nK\u00f6ln,1\n" + "Bonn,2\n".repeat(19))
                .getBytes(StandardCharsets.ISO_8859_1));
    String source = "csv: {path: \"%s\"%s}";
    String encoded = source.formatted(latin, ", encoding: ISO-8859-1");
    LocalSpark.with(
        2,
        spark -> {
          refused(
              spark,
              source.formatted(latin, ""),
              "place",
              "latin.csv, line 2: column place: `K\uFFFDln` is not in the file's encoding; name"
                  + " that, such as ISO-8859-1, under the source's encoding");
          assertDoesNotThrow(() -> train(spark, encoded, "place"));
          return null;
        });
  }

  /** Lines are found again, to be named, by the same rules by which they were read. */
  @Test
  void linesAreNamedWhateverQuotesAndEncodingAre() throws IOException {
    String plain = write("plain.tsv", "1\t\"good\n2\ta \"b\" c\nx\t\"\n").toString();
    byte[] json =
        "{\"a\": 1, \"y\": \"K\u00f6ln\"}\n{\"a\": \"\u00f6\", \"y\": \"Bonn\"}\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    Path latin = Files.write(folder.resolve("latin.jsonl"), json);
    LocalSpark.with(
        2,
        spark -> {
          refused(
              spark,
              "csv: {path: \"%s\", header: false, columns: [a, y], delimiter: \"\\t\", quote: \"\"}"
                  .formatted(plain),
              "y",
              "plain.tsv, line 3: column a: expected a number, got `x`");
          refused(
              spark,
              "json: {path: \"%s\", encoding: ISO-8859-1}".formatted(latin),
              "y",
              "latin.jsonl, line 2: column a: expected a number, got `\u00f6`");
          return null;
        });
  }

  private static void cutInHalf(Path of, Path to) {
    try (Stream<Path> files = Files.list(of)) {
      Path part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(part);
      Files.write(to, Arrays.copyOf(bytes, bytes.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeFolder(Path path) {
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String parquet(String path) {
    return "parquet: \"%s\"".formatted(path);
  }

  private static String json(String path) {
    return "json: \"%s\"".formatted(path);
  }

  private static String svm(String path) {
    return "libsvm: {path: \"%s\", columns: 2}".formatted(path);
  }

  private void refused(SparkSession spark, String source, String label, String part) {
    String message =
        assertThrows(UserMistake.class, () -> train(spark, source, label), source).getMessage();
    assertTrue(message.contains(part), message);
  }
}
