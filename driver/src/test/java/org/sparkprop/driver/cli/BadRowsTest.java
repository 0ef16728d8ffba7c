package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that cannot be used are left out where the user asks for it, and told of. */
class BadRowsTest {
  private static final int GOOD = 300;
  private static final int BAD = 250;
  private static final String AT_A_LINE = "(?s).*[12].csv, line [0-9]+: .*";
  private static final String LEFT_OUT =
      "(?s).*note: 250 rows cannot be used and were left out; .*[12].csv, line [0-9]+: .*";

  @TempDir Path folder;

  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  /** Good rows with bad ones between them, and the good ones alone. */
  private Path configuration() throws IOException {
    List<String> good = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      String row = "%d,%d,%s".formatted(i, i * i % 17, i % 2 == 0 ? "x" : "y");
      good.add(row);
      all.add(row);
      if (i < BAD) {
        all.add(i % 2 == 0 ? "%d,word%d,x".formatted(i, i) : "%d,%d".formatted(i, i));
      }
    }
    Files.writeString(folder.resolve("good.csv"), "a,b,kind\n" + String.join("\n", good) + "\n");
    // Two files, so that two tasks leave rows out.
    int half = all.size() / 2;
    Path parts = Files.createDirectories(folder.resolve("all"));
    Files.writeString(
        parts.resolve("1.csv"), "a,b,kind\n" + String.join("\n", all.subList(0, half)) + "\n");
    Files.writeString(
        parts.resolve("2.csv"),
        "a,b,kind\n" + String.join("\n", all.subList(half, all.size())) + "\n");
    return Files.writeString(
        folder.resolve("bad.yaml"),
        """
        name: bad
        data: {source: {csv: all}, label: kind, split: {test: 0.2, seed: 1}}
        network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
        training: {epochs: 2, batch-size: 16, shards: 3}
        output: %s
        """
            .formatted(folder.resolve("run")));
  }

  private CommandsTest.Outcome train(Path configuration, String name, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("train", configuration.toString()));
    arguments.addAll(List.of("--set", "output=" + folder.resolve(name)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return run(arguments.toArray(String[]::new));
  }

  /** What a command says on both of its streams. */
  private static CommandsTest.Outcome run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      CommandsTest.Outcome outcome = CommandsTest.run(arguments);
      return new CommandsTest.Outcome(
          outcome.status(), outcome.out() + err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private byte[] weights(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name + "/model/weights.safetensors"));
  }

  @Test
  void leftOutCountedAndWritten() throws IOException {
    Path configuration = configuration();
    CommandsTest.Outcome good =
        train(configuration, "good", "data.source.csv=" + folder.resolve("good.csv"));
    assertEquals(0, good.status(), good.out());
    CommandsTest.Outcome skipped = train(configuration, "skipped", "data.on-bad-row=skip");
    assertEquals(0, skipped.status(), skipped.out());
    assertTrue(
        skipped.out().contains("note: 250 rows cannot be used and were left out; 100 of them"),
        skipped.out());
    assertArrayEquals(weights("good"), weights("skipped"));
    checkRejected(folder.resolve("skipped/rejected.jsonl"));
    String metrics = Files.readString(folder.resolve("skipped/metrics.jsonl"));
    assertTrue(metrics.contains("{\"event\":\"rows-left-out\",\"rows\":250}"), metrics);
  }

  private static void checkRejected(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertEquals(100, lines.size());
    for (String text : lines) {
      JsonNode line = new ObjectMapper().readTree(text);
      assertTrue(line.get("file").asText().matches(".*/all/[12].csv"), text);
      boolean isWord =
          line.get("column").asText().equals("b")
              && line.get("text").asText().startsWith("word")
              && line.get("message").asText().contains("expected a number, got `word");
      boolean isShort = line.get("message").asText().contains("too few or too many cells");
      assertTrue(isWord || isShort, text);
    }
  }

  @Test
  void leftOutOfEvaluationAndPrediction() throws IOException {
    assertEquals(
        0, train(configuration(), "run", "data.source.csv=" + folder.resolve("good.csv")).status());
    String model = folder.resolve("run/model").toString();
    String good = folder.resolve("good.csv").toString();
    String[] all = {"--data", folder.resolve("all").toString(), "--data-format", "csv"};
    JsonNode ofGood = measures(CommandsTest.run("evaluate", model, "--data", good, "--json"));
    JsonNode ofAll =
        measures(CommandsTest.run(with(all, "evaluate", model, "--json", "--on-bad-row", "skip")));
    assertEquals(BAD, ofAll.get("rejected-rows").asInt());
    assertEquals(ofGood.get("accuracy"), ofAll.get("accuracy"));
    assertEquals(ofGood.get("loss").asDouble(), ofAll.get("loss").asDouble(), 1e-9);
    CommandsTest.Outcome evaluated = run(with(all, "evaluate", model, "--on-bad-row", "skip"));
    assertEquals(0, evaluated.status(), evaluated.out());
    assertTrue(evaluated.out().contains("300 rows"), evaluated.out());
    assertTrue(evaluated.out().matches(LEFT_OUT), evaluated.out());

    Path predictions = folder.resolve("predictions");
    CommandsTest.Outcome predicted =
        run(
            with(
                all, "predict", model, "--on-bad-row", "skip", "--output", predictions.toString()));
    assertEquals(0, predicted.status(), predicted.out());
    assertTrue(predicted.out().matches(LEFT_OUT), predicted.out());
    checkRejected(predictions.resolve("_rejected.jsonl"));
    assertEquals(GOOD, rowsOf(predictions));
  }

  @Test
  void evaluationAndPredictionEndAtOneByDefault() throws IOException {
    assertEquals(
        0, train(configuration(), "run", "data.source.csv=" + folder.resolve("good.csv")).status());
    String model = folder.resolve("run/model").toString();
    String[] all = {"--data", folder.resolve("all").toString(), "--data-format", "csv"};
    CommandsTest.Outcome evaluated = run(with(all, "evaluate", model));
    assertEquals(2, evaluated.status());
    assertTrue(evaluated.out().matches(AT_A_LINE), evaluated.out());
    CommandsTest.Outcome predicted =
        run(with(all, "predict", model, "--output", folder.resolve("predictions").toString()));
    assertEquals(2, predicted.status());
    assertTrue(predicted.out().matches(AT_A_LINE), predicted.out());
    CommandsTest.Outcome other = run(with(all, "evaluate", model, "--on-bad-row", "ignore"));
    assertEquals(2, other.status());
    assertTrue(
        other.out().contains("--on-bad-row: expected fail or skip, got `ignore`"), other.out());
  }

  private static JsonNode measures(CommandsTest.Outcome outcome) throws IOException {
    assertEquals(0, outcome.status(), outcome.out());
    return new ObjectMapper().readTree(outcome.out());
  }

  private static String[] with(String[] more, String... first) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Of CSV files with a header each. */
  private static long rowsOf(Path output) throws IOException {
    long rows = 0;
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        rows += Files.readAllLines(file).size() - 1;
      }
    }
    return rows;
  }

  @Test
  void tooManyEndTheRunAndSoDoesOneByDefault() throws IOException {
    Path configuration = configuration();
    CommandsTest.Outcome many =
        train(configuration, "many", "data.on-bad-row=skip", "data.max-bad-rows=249");
    assertEquals(2, many.status());
    assertTrue(
        many.out().contains("250 rows cannot be used, and data.max-bad-rows allows 249"),
        many.out());
    assertEquals(
        0, train(configuration, "just", "data.on-bad-row=skip", "data.max-bad-rows=250").status());
    CommandsTest.Outcome one = train(configuration, "one");
    assertEquals(2, one.status());
    assertTrue(one.out().matches(AT_A_LINE), one.out());
  }
}
