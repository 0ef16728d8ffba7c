package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparkprop.driver.cli.MistakesTest.assertMistake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/** {@code compare}, {@code check-gradients} and {@code find-learning-rate}. */
class DiagnosisCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPIRALS =
      Examples.digits().resolve("../../two-spirals/two-spirals.yaml").normalize().toString();

  @TempDir Path folder;

  @BeforeAll
  static void local() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private static CommandsTest.Outcome run(String... arguments) {
    return CommandsTest.run(arguments);
  }

  private static void assertPicture(Path png, Path svg) throws IOException {
    Assumptions.assumeTrue(
        GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length > 0,
        "there is no font here, so that Java cannot draw");
    BufferedImage image = ImageIO.read(png.toFile());
    long colours =
        Stream.iterate(0, x -> x + 1)
            .limit(image.getWidth())
            .flatMap(
                x ->
                    Stream.iterate(0, y -> y + 1)
                        .limit(image.getHeight())
                        .map(y -> image.getRGB(x, y)))
            .distinct()
            .count();
    assertTrue(colours > 10, "curves, axes and letters: " + colours + " colours");
    assertTrue(Files.readString(svg).contains("<svg"));
  }

  @Test
  void comparesRulesFromTheSameWeights() throws IOException {
    Path output = folder.resolve("comparison");
    CommandsTest.Outcome outcome =
        run(
            "compare",
            SPIRALS,
            "--rules",
            "gradient-descent,rprop,levenberg-marquardt",
            "--rule",
            "{adam: {learning-rate: 0.01}}",
            "--rounds",
            "12",
            "--output",
            output.toString());
    assertEquals(0, outcome.status(), outcome.out());
    JsonNode page = JSON.readTree(output.resolve("compare.json").toFile());
    assertEquals(4, page.get("rules").size());
    double first = page.at("/rules/0/loss/0").asDouble();
    List<String> names = new ArrayList<>();
    for (JsonNode rule : page.get("rules")) {
      names.add(rule.get("rule").asText());
      assertEquals("", rule.get("failure").asText());
      assertEquals(12, rule.get("loss").size());
      assertEquals(first, rule.get("loss").get(0).asDouble(), 1e-12, "the same weights");
      assertEquals(194, rule.get("batch").asInt());
    }
    assertEquals(
        List.of(
            "gradient-descent", "rprop", "levenberg-marquardt", "{adam: {learning-rate: 0.01}}"),
        names);
    double[] last =
        page.get("rules").findValues("loss").stream()
            .mapToDouble(losses -> losses.get(11).asDouble())
            .toArray();
    assertTrue(last[2] < last[0], "twelve rounds of second order are worth more than of first");
    String table = Files.readString(output.resolve("compare.md"));
    assertTrue(outcome.out().contains(table), outcome.out());
    assertTrue(table.contains("| `rprop` | 194 | 12 |"), table);
    assertPicture(output.resolve("loss.png"), output.resolve("loss.svg"));
  }

  @Test
  void aRuleThatFailsDoesNotStopTheOthers() throws IOException {
    Path output = folder.resolve("comparison");
    CommandsTest.Outcome outcome =
        run(
            "compare",
            SPIRALS,
            "--set",
            "network.layers=[{dense: {units: 4, activation: tanh}}, {dropout: {rate: 0.1}}, {dense:"
                + " {units: 2}}]",
            "--rules",
            "levenberg-marquardt,rprop",
            "--rounds",
            "4",
            "--output",
            output.toString());
    assertEquals(1, outcome.status(), outcome.out());
    JsonNode rules = JSON.readTree(output.resolve("compare.json").toFile()).get("rules");
    assertTrue(
        rules.get(0).get("failure").asText().contains("draws random numbers"), rules.toString());
    assertEquals("", rules.get(1).get("failure").asText());
    assertEquals(4, rules.get(1).get("loss").size());
    assertTrue(outcome.out().contains("failed: "), outcome.out());
  }

  @Test
  void mistakesAreSaidBeforeAnythingIsTrained() throws IOException {
    Path output = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(output.resolve("something"), "");
    assertMistake(
        MistakesTest.run("compare", SPIRALS, "--rules", "adam", "--output", output.toString()),
        "--output",
        "exists");
    assertMistake(MistakesTest.run("compare", SPIRALS), "--rules: expected names");
    assertMistake(
        MistakesTest.run("compare", SPIRALS, "--rules", "adamm"), "--rules", "adamm", "adam");
    assertMistake(
        MistakesTest.run("find-learning-rate", SPIRALS), "rprop", "there is no learning rate");
    assertMistake(
        MistakesTest.run("find-learning-rate", SPIRALS, "--from", "1", "--to", "0.1"),
        "--from and --to");
    assertMistake(MistakesTest.run("check-gradients", SPIRALS, "--rows", "0"), "--rows");
  }

  @Test
  void gradientsOfAllLayersOfAnExamplePass() {
    CommandsTest.Outcome outcome =
        run(
            "check-gradients",
            Examples.digits().toString(),
            "--numbers",
            "20",
            "--rows",
            "5",
            "--set",
            "network.layers=[{reshape: {shape: [1, 8, 8]}}, {convolution-2d: {filters: 3, kernel:"
                + " 3, activation: tanh}}, batch-normalization, flatten, {dropout: {rate: 0.2}},"
                + " {dense: {units: 10}}]");
    assertEquals(0, outcome.status(), outcome.out());
    assertTrue(outcome.out().contains("1.weight"), outcome.out());
    assertTrue(outcome.out().contains("pass: float64, 5 rows"), outcome.out());
  }

  @Test
  void aToleranceBelowWhatNumbersCanTellFails() {
    CommandsTest.Outcome outcome =
        run("check-gradients", SPIRALS, "--tolerance", "1e-18", "--numbers", "5");
    assertEquals(1, outcome.status(), outcome.out());
    assertTrue(outcome.out().contains("  fails"), outcome.out());
    assertTrue(outcome.out().contains("kink"), outcome.out());
  }

  @Test
  void findsALearningRate() throws IOException {
    Path output = folder.resolve("learning-rate");
    CommandsTest.Outcome outcome =
        run(
            "find-learning-rate",
            Examples.digits().toString(),
            "--rounds",
            "60",
            "--output",
            output.toString());
    assertEquals(0, outcome.status(), outcome.out());
    JsonNode page = JSON.readTree(output.resolve("learning-rate.json").toFile());
    double suggestion = page.get("suggestion").asDouble();
    // With Adam on these digits 1e-5 learns nothing in an epoch and 1 nothing at all.
    assertTrue(suggestion > 1e-5 && suggestion < 1, outcome.out());
    JsonNode points = page.get("points");
    assertEquals(1e-6, points.get(0).get("rate").asDouble(), 1e-12);
    double growth = Math.pow(1e7, 1 / 59.0);
    for (int i = 1; i < points.size(); i++) {
      double ratio =
          points.get(i).get("rate").asDouble() / points.get(i - 1).get("rate").asDouble();
      assertEquals(growth, ratio, 1e-9);
    }
    assertFalse(Files.exists(Path.of("runs/digits")), "no run is written");
    assertPicture(output.resolve("learning-rate.png"), output.resolve("learning-rate.svg"));
  }
}
