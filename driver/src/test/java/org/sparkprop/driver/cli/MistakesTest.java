package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake of the user's is answered with one sentence and exit status 2. */
class MistakesTest {
  private static final String CONFIGURATION =
      """
      name: mistakes
      data:
        source: {csv: {path: rows.csv}}
        label: kind
      network:
        layers:
          - dense: {units: 4, activation: relu}
          - dense: {units: 2}
        loss: softmax-cross-entropy
      training:
        batch-size: 4
        epochs: 2
        shards: 2
      output: OUTPUT
      """;
  private static final String ROWS =
      """
      a,b,kind
      1,2,x
      3,4,y
      5,6,x
      7,8,y
      9,10,x
      11,12,y
      """;

  @TempDir Path folder;

  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  record Outcome(int status, String err) {}

  private Outcome train(String configuration, String rows, String... more) throws IOException {
    Path file = folder.resolve("mistakes.yaml");
    Files.writeString(file, configuration.replace("OUTPUT", folder.resolve("run").toString()));
    if (rows != null) {
      Files.writeString(folder.resolve("rows.csv"), rows);
    }
    List<String> arguments = new ArrayList<>(List.of("train", file.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  static Outcome run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = SparkpropCommand.run(arguments);
      return new Outcome(status, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  static void assertMistake(Outcome outcome, String... parts) {
    List<String> sentences =
        outcome.err.lines().filter(line -> line.startsWith("sparkprop: ")).toList();
    assertEquals(2, outcome.status, outcome.err);
    assertEquals(1, sentences.size(), outcome.err);
    assertTrue(!outcome.err.contains("\tat "), "a stack trace: " + outcome.err);
    for (String part : parts) {
      assertTrue(sentences.get(0).contains(part), "`" + part + "` in: " + sentences.get(0));
    }
  }

  @Test
  void theConfigurationItselfIsRight() throws IOException {
    Outcome outcome = train(CONFIGURATION, ROWS);
    assertEquals(0, outcome.status, outcome.err);
    assertTrue(Files.isRegularFile(folder.resolve("run/model/weights.safetensors")));
  }

  @Test
  void anUnknownKey() throws IOException {
    assertMistake(
        train(CONFIGURATION.replace("batch-size", "batch-sise"), ROWS),
        "mistakes.yaml, line 11",
        "training.batch-sise",
        "`batch-size`");
  }

  @Test
  void gradientCompressionAndLocalStepsThatAreNone() throws IOException {
    String key = "training.gradient-compression";
    assertMistake(train(CONFIGURATION, ROWS, "--set", key + "=bfloat"), key, "`bfloat16`?");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", key + "={top-k: {share: 1.5}}"),
        key + ".top-k.share",
        "above 0 and up to 1, got 1.5");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", key + "=threshold"),
        key + ".threshold.threshold",
        "is missing");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.local-steps={steps: 0, learning-rate: 1}"),
        "training.local-steps.steps",
        "at least 1, got 0");
    assertMistake(
        train(
            CONFIGURATION.replace("batch-size: 4", "batch-size: full"),
            ROWS,
            "--set",
            "training.update-rule=l-bfgs",
            "--set",
            key + "=bfloat16"),
        key,
        "needs the true gradient");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.local-steps={steps: 4}"),
        "training.local-steps.learning-rate",
        "is missing");
  }

  @Test
  void runningAveragesThatWouldNotTravelWhole() throws IOException {
    String layers = "network.layers=[batch-normalization, {dense: {units: 2}}]";
    assertMistake(
        train(
            CONFIGURATION,
            ROWS,
            "--set",
            layers,
            "--set",
            "training.gradient-compression=bfloat16"),
        "training.gradient-compression",
        "expected none",
        "batch-normalization");
    assertMistake(
        train(
            CONFIGURATION,
            ROWS,
            "--overwrite",
            "--set",
            layers,
            "--set",
            "training.local-steps={steps: 2, learning-rate: 0.1}"),
        "training.local-steps",
        "batch-normalization");
  }

  @Test
  void aWrongType() throws IOException {
    assertMistake(
        train(CONFIGURATION.replace("epochs: 2", "epochs: many"), ROWS),
        "mistakes.yaml, line 12",
        "training.epochs",
        "a whole number",
        "`many`");
  }

  @Test
  void anUnknownKeyOnTheCommandLine() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.epoch=3"),
        "--set",
        "training.epoch",
        "`epochs`");
  }

  @Test
  void aMissingConfiguration() {
    assertMistake(run("train", folder.resolve("none.yaml").toString()), "no file", "none.yaml");
  }

  @Test
  void anEmptyConfiguration() throws IOException {
    assertMistake(train("", ROWS), "mistakes.yaml is empty");
  }

  @Test
  void aConfigurationThatIsNotYaml() throws IOException {
    assertMistake(train("data: {source: [", ROWS), "mistakes.yaml, line 1");
  }

  @Test
  void aMissingFile() throws IOException {
    assertMistake(train(CONFIGURATION, null), "no file", "rows.csv");
  }

  @Test
  void anEmptyFile() throws IOException {
    assertMistake(train(CONFIGURATION, ""), "rows.csv", "is empty");
  }

  @Test
  void aHeaderWithoutRows() throws IOException {
    assertMistake(train(CONFIGURATION, "a,b,kind\n"), "no rows");
  }

  @Test
  void aMissingColumn() throws IOException {
    assertMistake(
        train(CONFIGURATION.replace("label: kind", "label: kinf"), ROWS),
        "data.label",
        "no column kinf",
        "`kind`");
  }

  @Test
  void aLabelNeverSeenInTraining() throws IOException {
    assertEquals(0, train(CONFIGURATION, ROWS).status);
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "a,b,kind\n1,2,x\n3,4,z\n");
    assertMistake(
        run("evaluate", folder.resolve("run/model").toString(), "--data", other.toString()),
        "other.csv, line 3",
        "column kind",
        "`z`",
        "x, y");
  }

  @Test
  void aLabelThatOnlyTheTestRowsHave() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 200; i++) {
      rows.append("%d,%d,%s%n".formatted(i, i, i % 2 == 0 ? "x" : "y"));
    }
    // The labels of twenty rows stand there once: about half of them in no training row.
    for (int i = 0; i < 20; i++) {
      rows.append("%d,1,rare%d%n".formatted(i, i));
    }
    assertMistake(
        train(CONFIGURATION, rows.toString(), "--set", "data.split.test=0.5"),
        "column kind",
        "the label `rare",
        "test rows",
        "never seen in the training rows");
    assertTrue(!Files.exists(folder.resolve("run/model")));
  }

  @Test
  void aRowThatCannotBeUsedInEvaluation() throws IOException {
    assertEquals(0, train(CONFIGURATION, ROWS).status);
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "a,b,kind\n1,2,x\n3,four,y\n");
    assertMistake(
        run("evaluate", folder.resolve("run/model").toString(), "--data", other.toString()),
        "other.csv, line 3",
        "column b",
        "`four`");
  }

  @Test
  void aLayerThatDoesNotFit() throws IOException {
    assertMistake(
        train(CONFIGURATION.replace("- dense: {units: 2}", "- reshape: {shape: [3, 3]}"), ROWS),
        "layer 1 (reshape)",
        "[4]",
        "layer 0 (dense)");
  }

  @Test
  void aLastLayerOfTheWrongWidth() throws IOException {
    assertMistake(
        train(CONFIGURATION.replace("units: 2", "units: 3"), ROWS),
        "last layer",
        "expected",
        "2 numbers",
        "got 3");
  }

  @Test
  void aNumberThatDoesNotParse() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS.replace("5,6,x", "5,abc,x")),
        "rows.csv, line 4",
        "column b",
        "`abc`",
        "one-hot");
  }

  @Test
  void aRowWithTooFewCells() throws IOException {
    assertMistake(train(CONFIGURATION, ROWS.replace("7,8,y", "7,y")), "rows.csv, line 5", "cells");
  }

  @Test
  void aMissingValue() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS.replace("7,8,y", ",8,y")),
        "rows.csv, line 5",
        "column a",
        "nothing",
        "data.missing.rule");
  }

  @Test
  void notANumberInTheData() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS.replace("9,10,x", "NaN,10,x")),
        "rows.csv, line 6",
        "column a",
        "finite",
        "`NaN`");
  }

  @Test
  void aLayerInsideALayerThatDoesNotFit() throws IOException {
    String nested = "- residual: {layers: [{dense: {units: 2}}, {lstm: {units: 2}}]}";
    assertMistake(
        train(CONFIGURATION.replace("- dense: {units: 4, activation: relu}", nested), ROWS),
        "network.layers[0].residual.layers[1]",
        "layer 0 (residual), layer 1 (lstm): expects [steps, features] but gets [2]");
  }

  @Test
  void aNumberThatIsNoToken() throws IOException {
    String tokens =
        "- embedding: {vocabulary: 12, units: 3}\n    - lstm: {units: 3}\n    - dense: {units: 4}";
    String configuration = CONFIGURATION.replace("- dense: {units: 4, activation: relu}", tokens);
    Outcome outcome = train(configuration, ROWS);
    // The 12 in the last row comes up in the first or second round. Not the configuration's
    // mistake.
    assertEquals(1, outcome.status, outcome.err);
    assertTrue(
        outcome.err.contains(
            "layer 0 (embedding): expected a token id, a whole number from 0 to 11, got 12.0"),
        outcome.err);
    assertEquals(
        0, train(configuration.replace("12, units", "13, units"), ROWS, "--overwrite").status);
  }

  @Test
  void aLabelOfOneClass() throws IOException {
    assertMistake(train(CONFIGURATION, ROWS.replace('y', 'x')), "kind", "only `x`");
  }

  @Test
  void aBatchLargerThanTheData() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.batch-size=7"),
        "training.batch-size",
        "6 training rows",
        "got 7");
  }

  @Test
  void aRuleThatWantsFullBatches() throws IOException {
    for (String rule : List.of("rprop", "l-bfgs", "levenberg-marquardt")) {
      assertMistake(
          train(CONFIGURATION, ROWS, "--set", "training.update-rule=" + rule),
          "training.batch-size",
          rule,
          "expected full",
          "got 4");
    }
  }

  /** The configuration with full batches and this rule. */
  private static String fullBatches(String rule) {
    return CONFIGURATION.replace("batch-size: 4", "batch-size: full\n  update-rule: " + rule);
  }

  @Test
  void anAugmentationThatDoesNotFitTheRows() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.augmentation={kinds: [flip]}"),
        "training.augmentation.kinds[0]",
        "flip: expects images");
    assertMistake(
        train(
            CONFIGURATION,
            ROWS,
            "--overwrite",
            "--set",
            "training.augmentation={shape: [5, 7], kinds: [{cutout: {size: 2}}]}"),
        "training.augmentation.shape",
        "[5, 7]");
    assertMistake(
        train(
            fullBatches("l-bfgs"),
            ROWS,
            "--overwrite",
            "--set",
            "training.augmentation={kinds: [{noise: {standard-deviation: 0.1}}]}"),
        "training.augmentation: l-bfgs",
        "leave it out");
  }

  @Test
  void whatDoesNotGoWithARule() throws IOException {
    assertMistake(
        train(fullBatches("rprop"), ROWS, "--set", "training.weight-decay=0.1"),
        "training.weight-decay: rprop",
        "no learning rate",
        "penalty.l2");
    assertMistake(
        train(fullBatches("l-bfgs"), ROWS, "--set", "training.clip.norm=1"),
        "training.clip",
        "line search of l-bfgs");
    assertMistake(
        train(fullBatches("levenberg-marquardt"), ROWS, "--set", "training.penalty.l2=1"),
        "training.penalty",
        "levenberg-marquardt",
        "leave it out");
    assertMistake(
        train(fullBatches("{levenberg-marquardt: {matrix-up-to: 20000}}"), ROWS),
        "matrix-up-to: expected at most 16,000, got 20,000");
    assertMistake(
        train(fullBatches("l-bfgs"), ROWS, "--set", "training.accumulate-rounds=2"),
        "training.accumulate-rounds: expected 1 with l-bfgs, got 2");
    assertMistake(
        train(
            CONFIGURATION.replace("epochs: 2", "epochs: 2\n  update-rule: adamw"),
            ROWS,
            "--set",
            "training.weight-decay=0.1"),
        "training.weight-decay: adamw decays weights by itself");
  }

  @Test
  void badNumbersOfWhatJoinsARule() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.clip.norm=0"),
        "training.clip.norm: expected a number above 0, got 0.0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.penalty.l1=0"),
        "training.penalty: expected l1 or l2 above 0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.weight-average=1"),
        "training.weight-average.decay: expected a number from 0 up to but not 1, got 1.0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.max-norm=-3"),
        "training.max-norm.limit: expected a number above 0, got -3.0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.accumulate-rounds=0"),
        "training.accumulate-rounds: expected at least 1, got 0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.layer-rates.0=-1"),
        "training.layer-rates: expected a number of 0 or more for 0, got -1.0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.update-rule.adam.beta2=1"),
        "training.update-rule.adam.beta2: expected a number from 0 up to but not 1, got 1.0");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.early-stopping.patience=0"),
        "training.early-stopping.patience: expected at least 1, got 0");
  }

  @Test
  void aParameterThatTheNetworkDoesNotHave() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.layer-rates.7=0.1"),
        "training.layer-rates",
        "no layer or parameter is called `7`");
    assertMistake(
        train(
            CONFIGURATION,
            ROWS,
            "--set",
            "training.penalty={l2: 0.1, parameters: wieghts}",
            "--overwrite"),
        "training.penalty.parameters",
        "`weights`");
  }

  @Test
  void aMeasureWithoutRowsToMeasure() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.early-stopping.patience=3"),
        "training.early-stopping.measure",
        "data.split.validation",
        "train-loss");
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.early-stopping.measure=loss"),
        "training.early-stopping.measure",
        "validation-accuracy",
        "`loss`");
  }

  @Test
  void fewerRowsThanShards() throws IOException {
    assertMistake(
        train(CONFIGURATION, ROWS, "--set", "training.shards=7"),
        "training.shards",
        "6 training rows",
        "got 7");
  }

  @Test
  void anOutputFolderThatExists() throws IOException {
    assertEquals(0, train(CONFIGURATION, ROWS).status);
    assertMistake(train(CONFIGURATION, ROWS), "exists", "--overwrite");
    assertEquals(0, train(CONFIGURATION, ROWS, "--overwrite").status);
  }

  @Test
  void overwriteSparesAFolderThatIsNotARun() throws IOException {
    Path precious = Files.createDirectories(folder.resolve("run")).resolve("thesis.txt");
    Files.writeString(precious, "years of work");
    assertMistake(train(CONFIGURATION, ROWS, "--overwrite"), "exists", "not a run");
    assertEquals("years of work", Files.readString(precious));
  }

  @Test
  void anUnknownCommandAndAnUnknownOption() {
    assertEquals(2, run("trian").status);
    assertTrue(run("trian").err.contains("train"));
    assertEquals(2, run("train", "x.yaml", "--overwrit").status);
  }
}
