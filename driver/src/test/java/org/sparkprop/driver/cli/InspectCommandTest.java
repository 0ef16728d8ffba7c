package org.sparkprop.driver.cli;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/** {@code inspect}: the page, the same as JSON, and mistakes as {@code train} answers them. */
class InspectCommandTest {
  @TempDir Path folder;

  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private Path configuration(String rows) throws IOException {
    Files.writeString(folder.resolve("rows.csv"), rows);
    return Files.writeString(
        folder.resolve("rows.yaml"),
        """
        name: houses
        data:
          source: {csv: rows.csv}
          label: kind
          encode: {one-hot: colour}
        network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
        training: {batch-size: 2, epochs: 1, shards: 1}
        output: %s
        """
            .formatted(folder.resolve("run")));
  }

  private static final String ROWS =
      """
      size,colour,same,kind
      1,red,7,x
      2,red,7,y
      6,blue,7,x
      7,green,7,y
      what,red,7,x
      """;

  private static List<String> words(String page, String first) {
    String line = page.lines().filter(l -> l.startsWith(first)).findFirst().orElseThrow();
    return Arrays.asList(line.strip().split("\\s{2,}"));
  }

  @Test
  void thePageAndTheSameAsJson() throws IOException {
    Path json = folder.resolve("summary.json");
    CommandsTest.Outcome outcome =
        CommandsTest.run("inspect", configuration(ROWS).toString(), "--json", json.toString());
    assertEquals(0, outcome.status(), "with warnings too");
    String page = outcome.out();
    assertTrue(page.startsWith("houses: 5 rows of "), page);
    // 1, 2, 6 and 7: mean 4, squared distances 9 + 4 + 4 + 9 = 26, of four 6.5.
    assertEquals(
        List.of("size", "input", "number", "0", "4", "1", "7", "4", "2.5495"), words(page, "size"));
    assertEquals(
        List.of("colour", "input", "text", "0", "3", "red (2), blue (1), green (1)"),
        words(page, "colour"));
    assertEquals(List.of("x", "2", "50.0%", "2", "0", "0"), words(page, "x "));
    assertTrue(page.contains("rows.csv, line 6: column size: expected a number, got `what`"), page);
    assertTrue(page.contains("  column same: has one value in all rows: it says nothing"), page);
    JsonNode summary = new ObjectMapper().readTree(json.toFile());
    assertEquals("houses", summary.get("name").asText());
    assertEquals(5, summary.get("rows").asLong());
    assertEquals(1, summary.get("unusable").get("count").asLong());
    JsonNode size = summary.get("columns").get(0);
    assertEquals("input", size.get("role").asText());
    assertEquals(4, size.get("numbers").get("mean").asDouble());
    assertEquals(Math.sqrt(6.5), size.get("numbers").get("standard-deviation").asDouble());
    JsonNode red = summary.get("columns").get(1).get("commonest").get(0);
    assertEquals("red", red.get("value").asText());
    assertEquals(2, red.get("rows").get("number").asLong());
    assertTrue(red.get("rows").get("exact").asBoolean());
    assertEquals(4, summary.get("split").get("training").asLong());
    assertEquals("x", summary.get("classes").get(0).get("name").asText());
    JsonNode warning = summary.get("warnings").get(0);
    assertEquals("constant", warning.get("kind").asText());
    assertEquals("same", warning.get("column").asText());
    assertEquals(1, summary.get("warnings").size());
  }

  @Test
  void anAutoencoderHasNoLabel() {
    CommandsTest.Outcome outcome =
        CommandsTest.run(
            "inspect",
            Examples.repository()
                .resolve("scripts/examples/digits-autoencoder/sparse.yaml")
                .toString());
    assertEquals(0, outcome.status(), outcome.out());
    assertEquals("left out", words(outcome.out(), "digit ").get(1));
    assertTrue(!outcome.out().contains("class "), outcome.out());
  }

  private static void assertSameMistake(String part, String... arguments) {
    List<String> line = new ArrayList<>(List.of("train"));
    line.addAll(List.of(arguments));
    line.add("--overwrite");
    MistakesTest.Outcome trained = MistakesTest.run(line.toArray(String[]::new));
    line.remove("--overwrite");
    line.set(0, "inspect");
    MistakesTest.Outcome inspected = MistakesTest.run(line.toArray(String[]::new));
    MistakesTest.assertMistake(inspected, part);
    assertEquals(sentences(trained), sentences(inspected));
  }

  private static List<String> sentences(MistakesTest.Outcome outcome) {
    return outcome.err().lines().filter(line -> line.startsWith("sparkprop: ")).toList();
  }

  @Test
  void mistakesAreAnsweredAsTrainAnswersThem() throws IOException {
    String file = configuration(ROWS).toString();
    assertSameMistake("did you mean `kind`?", file, "--set", "data.label=kinds");
    assertSameMistake("data.encode.one-hot", file, "--set", "data.encode.one-hot=color");
    assertSameMistake("did you mean `split`?", file, "--set", "data.splits.test=0.1");
    assertSameMistake("there is no file", file, "--set", "data.source.csv=nowhere.csv");
    configuration("size,colour,same,kind\n");
    assertSameMistake("the data have no rows", file);
    assertSameMistake("there is no file", folder.resolve("none.yaml").toString());
  }

  @Test
  void theFirstRowThatCannotBeUsedIsTheOneThatTrainStopsAt() throws IOException {
    String file = configuration(ROWS).toString();
    String sentence = sentences(MistakesTest.run("train", file)).get(0);
    CommandsTest.Outcome outcome = CommandsTest.run("inspect", file);
    assertTrue(
        outcome.out().contains(sentence.substring("sparkprop: ".length())),
        sentence + " in " + outcome.out());
  }

  @Test
  void jsonHasToHaveAPlace() throws IOException {
    String file = configuration(ROWS).toString();
    MistakesTest.assertMistake(
        MistakesTest.run("inspect", file, "--json", folder.resolve("no/file.json").toString()),
        "--json: there is no folder");
    MistakesTest.assertMistake(
        MistakesTest.run("inspect", file, "--json", folder.toString()),
        "--json: expected a file, got the folder");
  }
}
