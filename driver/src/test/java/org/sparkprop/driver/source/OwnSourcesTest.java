package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingResult;

/** Validation and test rows from sources of their own. */
class OwnSourcesTest {
  private static final int ROWS = 120;

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    StringBuilder training = new StringBuilder("a,b,kind\n");
    StringBuilder json = new StringBuilder();
    StringBuilder test = new StringBuilder("kind;b;a\n");
    for (int i = 0; i < ROWS; i++) {
      String kind = i * i % 17 > 8 ? "x" : "y";
      training.append("%d,%d,%s%n".formatted(i % 31, i * i % 17, kind));
      if (i % 4 == 0) {
        json.append("{\"kind\": \"%s\", \"b\": %d, \"a\": %d}%n".formatted(kind, i * i % 17, i));
      }
      if (i % 3 == 0) {
        test.append("%s;%d;%d%n".formatted(kind, i * i % 17, i));
      }
    }
    Files.writeString(folder.resolve("training.csv"), training.toString());
    Files.writeString(folder.resolve("validation.jsonl"), json.toString());
    Files.writeString(folder.resolve("test.csv"), test.toString());
  }

  private static final String TEST = "data.test={csv: {path: test.csv, delimiter: ;}}";
  private static final String VALIDATION = "data.validation={json: validation.jsonl}";

  private final List<TrainingEvent> events = new ArrayList<>();

  private TrainingResult train(SparkSession spark, String... overrides) {
    Path yaml = folder.resolve("own.yaml");
    try {
      Files.writeString(
          yaml,
          """
          name: own
          data: {source: {csv: training.csv}, label: kind, encode: {standardize: all}}
          network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
          training: {epochs: 3, batch-size: 24, shards: 3}
          """);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    // Paths on the command line are the shell's, not the configuration's.
    String[] absolute = new String[overrides.length];
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = overrides[i].replaceAll("[a-z]+[.](csv|jsonl)", folder + "/$0");
    }
    return Trainer.fromFile(yaml, absolute).listener(events::add).train(spark);
  }

  /** The network and its encoder know nothing of the other rows, which are all measured. */
  @Test
  void trainingIsAsWithoutThem() {
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult alone = train(spark);
          events.clear();
          TrainingResult with = train(spark, TEST, VALIDATION);
          assertEquals(alone.model().weights(), with.model().weights());
          TrainingEvent.Started started =
              events.stream()
                  .filter(TrainingEvent.Started.class::isInstance)
                  .map(TrainingEvent.Started.class::cast)
                  .findFirst()
                  .orElseThrow();
          assertEquals(ROWS, started.trainingRows());
          assertEquals(ROWS / 4, started.validationRows());
          assertEquals(ROWS / 3, started.testRows());
          Source own =
              new CsvSource(
                  folder.resolve("test.csv").toString(),
                  true,
                  List.of(),
                  ";",
                  "\"",
                  "\\",
                  "UTF-8",
                  false);
          assertEquals(
              with.model().evaluate(own.open(spark)).measures().get("loss"),
              with.test().orElseThrow().measures().get("loss"),
              1e-9);
          return null;
        });
  }

  /** One of the two may still be a share of the rows. */
  @Test
  void aShareBesideASource() {
    LocalSpark.with(
        2,
        spark -> {
          train(spark, TEST, "data.split.validation=0.2");
          TrainingEvent.Started started = (TrainingEvent.Started) events.get(0);
          assertEquals(ROWS / 3, started.testRows());
          assertEquals(ROWS, started.trainingRows() + started.validationRows());
          assertTrue(started.validationRows() > 0);
          return null;
        });
  }

  @Test
  void mistakesNameTheSource() throws IOException {
    Files.writeString(folder.resolve("bad.csv"), "a,b,kind\n1,2,x\n1,word,y\n");
    Files.writeString(folder.resolve("other.csv"), "a,c,kind\n1,2,x\n");
    Files.writeString(folder.resolve("unknown.csv"), "a,b,kind\n1,2,z\n");
    LocalSpark.with(
        2,
        spark -> {
          refused(
              spark, "bad.csv, line 3: column b: expected a number", "data.test={csv: bad.csv}");
          refused(
              spark,
              "bad.csv, line 3: column b: expected a number",
              "data.validation={csv: bad.csv}");
          refused(spark, "data.test, ", "data.test={csv: other.csv}");
          refused(spark, "have no column b", "data.test={csv: other.csv}");
          refused(spark, "no file", "data.test={csv: nowhere.csv}");
          refused(spark, "the label `z` of 1 test rows", "data.test={csv: unknown.csv}");
          refused(spark, "got both", TEST, "data.split.test=0.1");
          refused(spark, "got both", VALIDATION, "data.split.validation=0.1");
          return null;
        });
  }

  private void refused(SparkSession spark, String part, String... overrides) {
    String message =
        assertThrows(UserMistake.class, () -> train(spark, overrides), part).getMessage();
    assertTrue(message.contains(part), message);
  }
}
