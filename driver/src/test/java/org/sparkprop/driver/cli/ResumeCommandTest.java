package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --resume} and what it refuses. */
class ResumeCommandTest {
  private static final String CONFIGURATION =
      """
      name: resumed
      data:
        source: {csv: {path: rows.csv}}
        label: kind
        split: {test: 0.2, validation: 0.2}
      network:
        layers:
          - dense: {units: 4, activation: tanh}
          - dense: {units: 2}
        loss: softmax-cross-entropy
      training:
        update-rule: {adam: {learning-rate: 0.02}}
        batch-size: 16
        epochs: 2
        shards: 2
        checkpoints: {every-rounds: 1, keep: 4}
      output: OUTPUT
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), rows(80));
    Files.writeString(
        folder.resolve("resumed.yaml"), CONFIGURATION.replace("OUTPUT", run().toString()));
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < count; i++) {
      rows.append("%d,%d,%s%n".formatted(i % 17 - 8, i * 7 % 13 - 6, i % 17 > 8 ? "x" : "y"));
    }
    return rows.toString();
  }

  private Path run() {
    return folder.resolve("run");
  }

  private MistakesTest.Outcome train(String... more) {
    List<String> line =
        new ArrayList<>(List.of("train", folder.resolve("resumed.yaml").toString()));
    line.addAll(List.of(more));
    return MistakesTest.run(line.toArray(String[]::new));
  }

  private void assertTrains(String... more) {
    MistakesTest.Outcome outcome = train(more);
    assertEquals(0, outcome.status(), outcome.err());
  }

  private static void assertRefused(MistakesTest.Outcome outcome, String... parts) {
    assertEquals(2, outcome.status(), outcome.err());
    for (String part : parts) {
      assertTrue(outcome.err().contains(part), "`" + part + "` in: " + outcome.err());
    }
  }

  private List<JsonNode> metrics(Path of) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(of.resolve("metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<String> told(Path of) throws IOException {
    List<String> told = new ArrayList<>();
    for (JsonNode line : metrics(of)) {
      String event = line.get("event").asText();
      if (event.equals("round")) {
        told.add(line.get("round") + " " + line.get("loss"));
      } else if (event.equals("epoch")) {
        told.add(line.get("train-loss") + " " + line.get("validation-loss"));
      }
    }
    return told;
  }

  private static byte[] weights(Path of) throws IOException {
    return Files.readAllBytes(of.resolve("model/weights.safetensors"));
  }

  private Path newest() throws IOException {
    try (var all = Files.list(run().resolve("checkpoints"))) {
      return all.sorted().reduce((first, second) -> second).orElseThrow();
    }
  }

  @Test
  void moreEpochsAndADamagedCheckpointGiveTheWeightsAndTheMetricsOfOneRun() throws IOException {
    Path whole = folder.resolve("whole");
    assertTrains("--set", "training.epochs=5", "--set", "output=" + whole);
    assertTrains();
    Path state = newest().resolve("state.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    Files.write(state, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrains(
        "--resume",
        "--set",
        "training.epochs=5",
        "--set",
        "name=other",
        "--set",
        "training.rounds=job",
        "--set",
        "training.checkpoints={every-epochs: 1}");
    assertArrayEquals(weights(whole), weights(run()));
    assertEquals(told(whole), told(run()));
    List<JsonNode> lines = metrics(run());
    long resumed = lines.stream().filter(l -> l.get("event").asText().equals("resumed")).count();
    assertEquals(1, resumed);
    JsonNode last = lines.get(lines.size() - 1);
    assertEquals("end", last.get("event").asText());
    JsonNode lastOfWhole = metrics(whole).get(metrics(whole).size() - 1);
    assertEquals(lastOfWhole.get("rounds"), last.get("rounds"));
    assertEquals(lastOfWhole.get("rows"), last.get("rows"));
    assertEquals(lastOfWhole.get("test-loss"), last.get("test-loss"));
    assertTrue(Files.readString(run().resolve("config.yaml")).contains("name: other"));
  }

  @Test
  void aRunThatIsDoneIsDoneAgain() throws IOException {
    assertTrains();
    byte[] before = weights(run());
    List<String> told = told(run());
    assertTrains("--set", "training.resume=auto");
    assertArrayEquals(before, weights(run()));
    assertEquals(told, told(run()));
  }

  @Test
  void autoBeginsWhereThereIsNothing() throws IOException {
    assertTrains("--set", "training.resume=auto");
    assertTrue(Files.exists(run().resolve("model/model.json")));
  }

  @Test
  void withoutResumeARunThatIsThereIsAMistake() {
    assertTrains();
    assertRefused(train(), "output:", "--resume", "--overwrite");
    assertRefused(train("--resume", "--overwrite"), "name one");
  }

  @Test
  void anotherConfigurationIsRefusedKeyByKey() throws IOException {
    assertTrains();
    List<String> told = told(run());
    assertRefused(
        train(
            "--resume",
            "--set",
            "training.update-rule.adam.learning-rate=0.03",
            "--set",
            "training.batch-size=8",
            "--set",
            "training.epochs=7"),
        "training.update-rule.adam.learning-rate.constant.value: 0.02 in ",
        "checkpoints/round-",
        "now 0.03",
        "training.batch-size: 16 in ",
        "may change");
    MistakesTest.Outcome outcome =
        train("--resume", "--set", "network.layers=[{dense: {units: 2}}]");
    assertRefused(outcome, "network.layers[0].dense.units: 4", "network.layers[1].dense.units");
    assertTrue(!outcome.err().contains("training.epochs:"), outcome.err());
    assertRefused(train("--resume", "--set", "training.epochs=1"), "training.epochs: 1 epochs");
    assertEquals(told, told(run()), "nothing is changed by a command that is refused");
  }

  @Test
  void otherRowsAreRefused() throws IOException {
    assertTrains();
    Files.writeString(folder.resolve("rows.csv"), rows(80).replaceFirst("\n-8,", "\n-7,"));
    assertRefused(train("--resume"), "data: ", ".hash: ", "keeps its rows");
    Files.writeString(folder.resolve("rows.csv"), rows(81));
    assertRefused(train("--resume"), "data: ", ".rows: ");
    Files.writeString(folder.resolve("rows.csv"), rows(80).replaceFirst("a,b,", "a,c,"));
    assertRefused(train("--resume"), "data: columns[1]: b in ", "now c");
    Path elsewhere = folder.resolve("elsewhere.csv");
    Files.writeString(elsewhere, rows(80));
    assertTrains("--resume", "--set", "data.source.csv.path=" + elsewhere);
  }

  @Test
  void noWholeCheckpointIsSaid() throws IOException {
    assertTrains("--set", "training.checkpoints.keep=1");
    try (var all = Files.list(run().resolve("checkpoints"))) {
      for (Path one : all.toList()) {
        Files.delete(one.resolve("checkpoint.json"));
      }
    }
    assertRefused(train("--resume"), "is passed over", "no checkpoint in", "--overwrite");
  }

  @Test
  void settingsThatDoNotGoTogether() {
    assertRefused(
        train("--set", "training.checkpoints={every-rounds: 1, every-minutes: 2}"),
        "training.checkpoints: expected one of");
    assertRefused(
        train("--set", "training.checkpoints.keep=0"), "training.checkpoints.keep", "got 0");
    assertRefused(
        train("--set", "training.on-divergence={rollback: {learning-rate-factor: 2}}"),
        "training.on-divergence.rollback.learning-rate-factor",
        "between 0 and 1, got 2.0");
    assertRefused(
        train(
            "--set", "training.on-divergence=rollback",
            "--set", "training.batch-size=full",
            "--set", "training.update-rule=l-bfgs"),
        "training.on-divergence",
        "no learning rate");
    assertRefused(
        train(
            "--set", "training.on-divergence=rollback",
            "--set", "training.gradient-compression=bfloat16"),
        "training.on-divergence",
        "gradient-compression");
  }
}
