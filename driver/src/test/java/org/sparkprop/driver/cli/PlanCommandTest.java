package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparkprop.driver.cli.MistakesTest.assertMistake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} says, and what it answers mistakes with; no times, which are the machine's. */
class PlanCommandTest {
  private static final double CLOSE = 1e-9;

  @TempDir static Path folder;
  private static String configuration;

  @BeforeAll
  static void write() throws IOException {
    LocalMaster.set();
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 100; i++) {
      rows.append("%d,%d,%s%n".formatted(i % 7, i % 5, i % 2 == 0 ? "x" : "y"));
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Path file = folder.resolve("plan.yaml");
    Files.writeString(
        file,
        """
        name: little
        data:
          source: {csv: {path: rows.csv}}
          label: kind
        network:
          layers:
            - dense: {units: 4, activation: relu}
            - dense: {units: 2}
          loss: softmax-cross-entropy
        training: {batch-size: 16, shards: 4}
        output: %s
        """
            .formatted(folder.resolve("run")));
    configuration = file.toString();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private static String plan(String... options) {
    List<String> arguments = new ArrayList<>(List.of("plan", configuration, "--seconds", "1"));
    arguments.addAll(List.of(options));
    CommandsTest.Outcome outcome = CommandsTest.run(arguments.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.out());
    return outcome.out();
  }

  @Test
  void saysInNumbersThatFitEachOtherWhatManyExecutorsWouldGive() throws IOException {
    JsonNode plan = new ObjectMapper().readTree(plan("--json"));
    assertEquals("little", plan.get("name").asText());
    assertEquals(22, plan.get("parameters").asInt(), "2·4 + 4 + 4·2 + 2");
    assertEquals(100, plan.get("training-rows").asInt());
    assertEquals(0, plan.at("/measured/executors").asInt());
    assertEquals(2, plan.at("/measured/slots").asInt());
    assertEquals("assumed", plan.at("/measured/network/source").asText());
    assertEquals(
        1e9 / 8 * 1448 / 1538, plan.at("/measured/network/bytes-sent-per-second").asDouble(), 1);
    for (String mode : List.of("standing", "job")) {
      assertTrue(plan.at("/measured/rounds/" + mode + "/seconds").asDouble() > 0);
    }
    int[] executors = {0, 1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1000};
    for (String table : List.of("as-configured", "best", "best-batch")) {
      assertEquals(executors.length, plan.get(table).size(), table);
      for (int i = 0; i < executors.length; i++) {
        JsonNode line = plan.get(table).get(i);
        assertEquals(executors[i], line.get("executors").asInt());
        assertConsistent(line);
      }
    }
    plan.get("as-configured").forEach(line -> assertEquals(4, line.get("shards").asInt()));
    assertEquals(1, plan.at("/best/0/efficiency").asDouble(), CLOSE);
    assertConsistent(plan.get("recommended"));
    assertEquals(
        plan.get("stay-on-one-machine").asBoolean(),
        plan.at("/recommended/executors").asInt() == 0);
    assertEquals(16, plan.at("/batches/0/batch-size").asInt());
    assertEquals(
        100, plan.get("batches").get(plan.get("batches").size() - 1).get("batch-size").asInt());
    assertFalse(Files.exists(folder.resolve("run")), "nothing is written");
  }

  private static void assertConsistent(JsonNode line) {
    double parts = 0;
    double greatest = 0;
    for (String part : List.of("scheduling", "distribution", "compute", "aggregation", "update")) {
      double seconds = line.get(part + "-seconds").asDouble();
      assertTrue(seconds >= 0, line.toString());
      parts += seconds;
      greatest = Math.max(greatest, seconds);
    }
    double round = line.get("round-seconds").asDouble();
    double batch = line.get("batch-size").asDouble();
    assertTrue(round > 0, line.toString());
    assertEquals(1, parts / round, CLOSE);
    assertEquals(1, line.get("rows-per-second").asDouble() * round / batch, CLOSE);
    assertEquals(1, line.get("epoch-seconds").asDouble() * batch / round / 100, CLOSE);
    assertEquals(
        greatest, line.get(line.get("limit").asText() + "-seconds").asDouble(), line.toString());
    assertEquals(
        line.get("executors").asInt() == 0, line.get("driver-sends-bytes").asDouble() == 0);
  }

  @Test
  void saysItInWords() {
    String page = plan();
    for (String part :
        List.of(
            "little: 100 training rows, 22 parameters (88 B), batches of 16 rows, 4 shards",
            "one process of 2 task slots",
            "not measured, since there is no other host: assumed are 1 Gbit/s for each host, 200"
                + " µs",
            "\n one machine ",
            "\n       1,000 ",
            "another batch is another training",
            "The limit there is ",
            "memory: an executor like these needs ")) {
      assertTrue(page.contains(part), "`" + part + "` in:\n" + page);
    }
    assertTrue(
        page.contains("Stay on one machine") != page.contains("\nTake "), "one verdict:\n" + page);
  }

  @Test
  void takesTheNetworkThatItIsGiven() {
    String page = plan("--bandwidth", "25Gbit", "--latency", "50us");
    assertTrue(page.contains("25 Gbit/s for each host, 50 µs one way, as given"), page);
  }

  private static void assertMistakes(List<String> parts, String... options) {
    List<String> arguments = new ArrayList<>(List.of("plan", configuration));
    arguments.addAll(List.of(options));
    assertMistake(MistakesTest.run(arguments.toArray(String[]::new)), parts.toArray(String[]::new));
  }

  @Test
  void mistakesAreAnsweredAsTrainAnswersThem() {
    assertMistakes(List.of("--bandwidth", "`1Gb`", "10Gbit"), "--bandwidth", "1Gb");
    assertMistakes(List.of("--latency", "`fast`", "0.2ms"), "--latency", "fast");
    assertMistakes(List.of("--seconds", "at least 1", "got 0"), "--seconds", "0");
    assertMistakes(List.of("training.shards", "100 training rows"), "--set", "training.shards=101");
    assertMistakes(List.of("no file", "none.csv"), "--set", "data.source.csv.path=none.csv");
    assertMistakes(
        List.of("last layer", "2 numbers"), "--set", "network.layers=[{dense: {units: 3}}]");
    assertEquals(2, MistakesTest.run("plan", configuration, "--seconds", "soon").status());
  }
}
