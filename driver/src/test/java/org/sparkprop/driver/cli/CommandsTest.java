package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.LocalSpark;

/** The commands on a small table with numbers, categories and missing cells. */
class CommandsTest {
  private static final int ROWS = 120;

  @TempDir static Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    LocalMaster.set();
    StringBuilder rows = new StringBuilder("size,colour,kind,name\n");
    for (int i = 0; i < ROWS; i++) {
      boolean large = i % 2 == 0;
      rows.append(large ? 5 + i % 7 : -5 - i % 5);
      rows.append(i % 10 == 3 ? "," : large ? ",red" : ",blue");
      rows.append(large ? ",large" : ",small");
      rows.append(",\"row, %d\"%n".formatted(i));
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("kinds.yaml"),
        """
        name: kinds
        data:
          source: {csv: {path: rows.csv}}
          label: kind
          ignore: [name]
          missing: {rule: mean}
          encode: {one-hot: [colour], standardize: all}
          split: {test: 0.2, seed: 1}
        network:
          layers:
            - dense: {units: 8, activation: relu}
            - dense: {units: 2}
          loss: softmax-cross-entropy
        training:
          update-rule: {adam: {learning-rate: 0.02}}
          batch-size: 16
          epochs: 10
        output: %s
        """
            .formatted(folder.resolve("run")));
    assertEquals(0, run("train", folder.resolve("kinds.yaml").toString()).status);
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  record Outcome(int status, String out) {}

  static Outcome run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int status = SparkpropCommand.run(arguments);
      return new Outcome(status, out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  private static String model() {
    return folder.resolve("run/model").toString();
  }

  private static String rows() {
    return folder.resolve("rows.csv").toString();
  }

  private static List<String> predicted(String format) {
    Path output = folder.resolve("predicted-" + format);
    String[] arguments = {
      "predict", model(), "--data", rows(), "--output", output.toString(), "--format", format
    };
    assertEquals(0, run(arguments).status);
    return LocalSpark.with(
        1,
        (SparkSession spark) -> {
          Dataset<Row> table =
              format.equals("csv")
                  ? spark.read().option("header", true).csv(output.toString())
                  : spark.read().format(format).load(output.toString());
          assertEquals(ROWS, table.count());
          long right = table.filter("prediction = kind").count();
          assertTrue(right > 0.95 * ROWS, right + " right");
          assertEquals(
              ROWS, table.filter("name like 'row, %'").count(), "the input's own columns stay");
          return Arrays.asList(table.columns());
        });
  }

  @Test
  void predictsToCsv() {
    assertEquals(
        List.of(
            "size",
            "colour",
            "kind",
            "name",
            "prediction",
            "probability_large",
            "probability_small"),
        predicted("csv"));
  }

  @Test
  void predictsToParquet() {
    assertEquals(
        List.of("size", "colour", "kind", "name", "prediction", "probability"),
        predicted("parquet"));
  }

  @Test
  void predictsToJsonLines() throws IOException {
    predicted("json");
    try (var files = Files.list(folder.resolve("predicted-json"))) {
      Path part = files.filter(f -> f.toString().endsWith(".json")).findFirst().get();
      String first = Files.readAllLines(part).get(0);
      assertTrue(first.contains("\"probability\":["), first);
    }
  }

  @Test
  void evaluatesAsTextAndAsJson() {
    Outcome text = run("evaluate", model(), "--data", rows());
    assertEquals(0, text.status);
    assertTrue(text.out.contains("confusion matrix"), text.out);
    Outcome json = run("evaluate", model(), "--data", rows(), "--json");
    assertTrue(json.out.strip().matches("(?s).*\\{.*\"accuracy\":.*}"), json.out);
  }

  @Test
  void describesAModel() {
    Outcome outcome = run("describe", model());
    assertEquals(0, outcome.status);
    // Size, and two colours: 3 inputs, 3·8 + 8 + 8·2 + 2 parameters.
    assertTrue(outcome.out.contains("50"), outcome.out);
    assertTrue(outcome.out.contains("classes: large, small"), outcome.out);
  }

  @Test
  void theRunDirectoryHoldsTheResolvedConfigurationAndTheMetrics() throws IOException {
    String configuration = Files.readString(folder.resolve("run/config.yaml"));
    assertTrue(configuration.contains("value: 0.02"), configuration);
    assertTrue(configuration.contains("precision: float32"), "defaults too: " + configuration);
    List<String> metrics = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
    assertEquals(10, metrics.stream().filter(l -> l.contains("\"event\":\"epoch\"")).count());
    assertTrue(metrics.get(metrics.size() - 1).contains("\"event\":\"end\""));
    assertTrue(metrics.get(metrics.size() - 1).contains("\"test-accuracy\":"));
  }

  @Test
  void theWrittenConfigurationTrainsTheSameModel() throws IOException {
    Path again = folder.resolve("again");
    Outcome outcome =
        run("train", folder.resolve("run/config.yaml").toString(), "--set", "output=" + again);
    assertEquals(0, outcome.status, outcome.out);
    assertEquals(
        -1,
        Files.mismatch(
            folder.resolve("run/model/weights.safetensors"),
            again.resolve("model/weights.safetensors")));
  }
}
