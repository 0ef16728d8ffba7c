package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/** Cross-validation, calibration and thresholds from the command line, on tumours. */
class CalibrationCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIGURATION = Examples.breastCancer().toString();
  private static final String DATA =
      Examples.breastCancer().resolveSibling("breast-cancer-wisconsin.csv").toString();

  @TempDir static Path folder;

  @BeforeAll
  static void trainOnce() {
    LocalMaster.set();
    CommandsTest.Outcome outcome =
        CommandsTest.run(
            "train",
            CONFIGURATION,
            "--set",
            "training.epochs=6",
            "--set",
            "data.split.validation=0.3",
            "--set",
            "training.calibrate=temperature",
            "--set",
            "output=" + folder.resolve("run"));
    assertEquals(0, outcome.status(), outcome.out());
    assertTrue(outcome.out().contains("calibrated: temperature "), outcome.out());
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private static Path model() {
    return folder.resolve("run/model");
  }

  private static JsonNode evaluated(String... options) throws IOException {
    String[] line = new String[options.length + 5];
    System.arraycopy(
        new String[] {"evaluate", model().toString(), "--data", DATA, "--json"}, 0, line, 0, 5);
    System.arraycopy(options, 0, line, 5, options.length);
    CommandsTest.Outcome outcome = CommandsTest.run(line);
    assertEquals(0, outcome.status(), outcome.out());
    return JSON.readTree(outcome.out());
  }

  private static void assertMistake(String expected, String... line) {
    MistakesTest.Outcome outcome = MistakesTest.run(line);
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(expected), outcome.err());
  }

  @Test
  void theModelKeepsItsTemperatureAndEvaluationTakesIt() throws IOException {
    JsonNode description = JSON.readTree(model().resolve("model.json").toFile());
    double temperature = description.at("/network/temperature").asDouble();
    assertTrue(temperature > 0 && temperature != 1, description.toString());
    JsonNode event = event("calibration");
    assertEquals(temperature, event.get("temperature").asDouble());
    double before = event.get("validation-log-loss").asDouble();
    assertTrue(event.get("calibrated-validation-log-loss").asDouble() < before, event.toString());
    assertEquals(
        event.get("validation-auc"), event.get("calibrated-validation-auc"), "the order stays");
    JsonNode with = evaluated();
    // Of two equal classes of one part the training's own loss is the log loss without temperature.
    assertFalse(with.get("loss").asDouble() == with.get("log-loss").asDouble(), with.toString());
  }

  private static JsonNode event(String name) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("run/metrics.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      if (event.get("event").asText().equals(name)) {
        return event;
      }
    }
    throw new AssertionError("no event " + name);
  }

  @Test
  void evaluateFindsAThresholdThatEvaluateTakes() throws IOException {
    JsonNode found = evaluated("--sensitivity", "0.98").get("threshold");
    assertTrue(found.get("sensitivity").asDouble() >= 0.98, found.toString());
    assertEquals("malignant", found.get("positive").asText());
    assertEquals(212, found.get("true-positives").asInt() + found.get("false-negatives").asInt());
    String threshold = found.get("threshold").asText();
    assertEquals(found, evaluated("--threshold", threshold).get("threshold"));
    JsonNode benign = evaluated("--threshold", "0.5", "--positive", "benign").get("threshold");
    JsonNode malignant = evaluated("--threshold", "0.5").get("threshold");
    assertEquals(malignant.get("specificity"), benign.get("sensitivity"));
    CommandsTest.Outcome text =
        CommandsTest.run(
            "evaluate",
            model().toString(),
            "--data",
            DATA,
            "--threshold",
            "0.3",
            "--output",
            folder.resolve("curves").toString());
    assertTrue(text.out().contains("malignant from the probability 0.3 on:"), text.out());
    assertTrue(text.out().contains("negative-predictive-value"), text.out());
    for (String file :
        new String[] {"roc.csv", "reliability.csv", "probabilities.png", "probabilities.svg"}) {
      assertTrue(Files.size(folder.resolve("curves").resolve(file)) > 0, file);
    }
  }

  /** As many rows are taken for the class as the evaluation counted at the same threshold. */
  @Test
  void predictTakesTheThresholdThatEvaluateFinds() throws IOException {
    for (String positive : new String[] {"malignant", "benign"}) {
      JsonNode found = evaluated("--sensitivity", "0.98", "--positive", positive).get("threshold");
      Path predictions = folder.resolve("predicted-" + positive);
      CommandsTest.Outcome outcome =
          CommandsTest.run(
              "predict",
              model().toString(),
              "--data",
              DATA,
              "--threshold",
              found.get("threshold").asText(),
              "--positive",
              positive,
              "--format",
              "json",
              "--output",
              predictions.toString());
      assertEquals(0, outcome.status(), outcome.out());
      int taken = 0;
      int right = 0;
      try (Stream<Path> files = Files.list(predictions)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          for (String line : Files.readAllLines(file)) {
            JsonNode row = JSON.readTree(line);
            if (row.get("prediction").asText().equals(positive)) {
              taken++;
              right += row.get("diagnosis").asText().equals(positive) ? 1 : 0;
            }
          }
        }
      }
      assertEquals(found.get("true-positives").asInt(), right, positive);
      assertEquals(right + found.get("false-positives").asInt(), taken, positive);
    }
    String output = folder.resolve("no-predictions").toString();
    assertMistake(
        "a layer's output has no probabilities",
        "predict",
        model().toString(),
        "--data",
        DATA,
        "--output",
        output,
        "--layer",
        "0",
        "--threshold",
        "0.5");
  }

  @Test
  void crossValidationWritesTheSameAgain() throws IOException {
    for (String name : new String[] {"one", "two"}) {
      CommandsTest.Outcome outcome =
          CommandsTest.run(
              "cross-validate",
              CONFIGURATION,
              "--folds",
              "3",
              "--set",
              "training.epochs=3",
              "--output",
              folder.resolve(name).toString());
      assertEquals(0, outcome.status(), outcome.out());
      assertTrue(outcome.out().contains("| 3 | all rows pooled | 569 |"), outcome.out());
      assertTrue(outcome.out().contains("data.split.test is passed over"), outcome.out());
    }
    assertEquals(4, Files.readAllLines(folder.resolve("one/folds.csv")).size());
    for (String file : new String[] {"cross-validation.json", "folds.csv", "roc.csv"}) {
      Path one = folder.resolve("one").resolve(file);
      assertEquals(-1, Files.mismatch(one, folder.resolve("two").resolve(file)), file);
    }
  }

  @Test
  void mistakesAreSentences() {
    String model = model().toString();
    assertMistake(
        "--folds: expected 2 to 100, got 1", "cross-validate", CONFIGURATION, "--folds", "1");
    assertMistake("--seeds: expected each once", "cross-validate", CONFIGURATION, "--seeds", "1,1");
    assertMistake(
        "--threshold: expected a number from 0 to 1, got 1.5",
        "evaluate",
        model,
        "--data",
        DATA,
        "--threshold",
        "1.5");
    assertMistake(
        "expected either --threshold or --sensitivity, got both",
        "evaluate",
        model,
        "--data",
        DATA,
        "--threshold",
        "0.5",
        "--sensitivity",
        "0.5");
    assertMistake(
        "--sensitivity: expected a number above 0, up to 1, got 0",
        "evaluate",
        model,
        "--data",
        DATA,
        "--sensitivity",
        "0");
    assertMistake(
        "--positive: the model has no class malign; allowed: benign, malignant",
        "evaluate",
        model,
        "--data",
        DATA,
        "--positive",
        "malign");
    assertMistake(
        "training.calibrate: wants validation rows, got none",
        "train",
        CONFIGURATION,
        "--set",
        "training.calibrate=temperature",
        "--set",
        "output=" + folder.resolve("none"));
    assertMistake(
        "temperature: expected a loss whose outputs become probabilities",
        "describe",
        CONFIGURATION,
        "--set",
        "network.temperature=2",
        "--set",
        "network.loss=mean-squared-error");
  }
}
