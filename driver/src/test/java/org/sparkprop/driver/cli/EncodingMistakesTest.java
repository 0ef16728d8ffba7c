package org.sparkprop.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes about how columns are encoded, and what can be known of the inputs beforehand. */
class EncodingMistakesTest {
  private static final String SOURCE = "source: {csv: rows.csv}, label: kind, ";

  @TempDir Path folder;

  @BeforeAll
  static void localMaster() {
    LocalMaster.set();
  }

  @AfterAll
  static void forget() {
    LocalMaster.clear();
  }

  private Path configuration(String encode) throws IOException {
    Files.writeString(
        folder.resolve("rows.csv"),
        """
        size,when,place,kind
        1,2024-05-01,a,x
        2,2024-05-02T10:30,b,y
        3,2024-05-03,c,x
        4,02.05.2024,d,y
        """);
    return Files.writeString(
        folder.resolve("encoding.yaml"),
        """
        name: encoding
        data: {%s}
        network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
        training: {epochs: 1, batch-size: 2, shards: 1}
        output: %s
        """
            .formatted(
                encode.startsWith("source") ? encode : SOURCE + encode, folder.resolve("run")));
  }

  private void refused(String encode, String... parts) throws IOException {
    MistakesTest.assertMistake(
        MistakesTest.run("train", configuration(encode).toString(), "--overwrite"), parts);
  }

  @Test
  void columnsThatAreNotThere() throws IOException {
    for (String key :
        new String[] {
          "standardize", "min-max", "log", "quantile", "one-hot", "target-mean", "date"
        }) {
      refused(
          "encode: {%s: [sizes]}".formatted(key),
          "data.encode.%s: the data have no column sizes; did you mean `size`?".formatted(key));
    }
    refused("encode: {hash: {plaice: 3}}", "data.encode.hash", "did you mean `place`?");
    refused("encode: {words: {plaice: {}}}", "data.encode.words", "did you mean `place`?");
    refused(
        "encode: {tokens: {plaice: {length: 2, vocabulary: 5}}}",
        "data.encode.tokens",
        "did you mean `place`?");
    refused("encode: {log: all}", "data.encode.log: the data have no column all");
  }

  @Test
  void aColumnUnderTwoKeys() throws IOException {
    refused(
        "encode: {min-max: size, quantile: [size]}",
        "encoding.yaml, line 2",
        "data.encode",
        "column size: expected it under one of these keys, got it under min-max and quantile");
  }

  @Test
  void anIndicatorOfNothing() throws IOException {
    refused(
        "missing: {indicator: true}",
        "data.missing.indicator",
        "only with the rule mean or zero, got it with fail");
  }

  @Test
  void textsThatAreNoDates() throws IOException {
    refused(
        "ignore: [size, place], encode: {date: when}",
        "rows.csv, line 5",
        "column when: expected a date such as 2024-05-31 or 2024-05-31T14:30, got `02.05.2024`");
    refused("ignore: [size, place]", "column when: expected a number, got `2024-05-01`", "date");
    refused(
        "ignore: [size, place], encode: {date: when}, missing: {values: [2024-05-01, 02.05.2024]}",
        "rows.csv, line 5",
        "column when: expected a date, got nothing; data.missing.rule: mean or zero fills it");
    MistakesTest.Outcome skipped =
        MistakesTest.run(
            "train",
            configuration("ignore: [size, place], encode: {date: when}, on-bad-row: skip")
                .toString(),
            "--overwrite");
    assertEquals(0, skipped.status(), skipped.err());
    String rejected = Files.readString(folder.resolve("run/rejected.jsonl"));
    assertTrue(rejected.contains("02.05.2024"), rejected);
  }

  @Test
  void typesThatAreNoDates() throws IOException {
    String view = "source: {sql: \"select 1 as size, %s as moment, 'x' as kind\"}, label: kind, %s";
    refused(
        view.formatted("2", "encode: {date: moment}"),
        "column moment: expected dates, timestamps or texts for data.encode.date, got the type"
            + " int");
    refused(
        view.formatted("array(1.5, 2.5)", "encode: {quantile: moment}"),
        "data.encode.quantile: column moment holds arrays",
        "`all` under standardize or min-max");
    refused(
        view.formatted("current_date()", "features: moment"),
        "column moment: expected numbers, arrays of numbers, texts or true and false, got the type"
            + " date",
        "data.encode.date");
  }

  @Test
  void aLossOfSharesWantsNoSigns() throws IOException {
    Path yaml = configuration("ignore: [when], encode: {min-max: size, hash: {place: 3}}");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace("units: 2", "units: 4")
            .replace("loss: softmax-cross-entropy", "loss: sigmoid-cross-entropy, target: inputs"));
    MistakesTest.assertMistake(
        MistakesTest.run("train", yaml.toString()),
        "network.loss: sigmoid-cross-entropy wants inputs from 0 to 1",
        "column place is encoded by hash, which gives numbers below 0");
  }

  @Test
  void aLossOfSharesWantsNoTokens() throws IOException {
    Path yaml =
        configuration(
            "ignore: [when, size], encode: {tokens: {place: {length: 2, vocabulary: 5}}}");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace("loss: softmax-cross-entropy", "loss: sigmoid-cross-entropy, target: inputs"));
    MistakesTest.assertMistake(
        MistakesTest.run("train", yaml.toString()),
        "column place is encoded by tokens, which gives numbers below 0 or above 1");
  }

  @Test
  void textsThatCannotBe() throws IOException {
    refused(
        "ignore: [when], encode: {words: {place: {}}, hash: {place: 3}}",
        "column place: expected it under one of these keys, got it under hash and words");
    refused(
        "ignore: [when], encode: {words: {place: {buckets: 700000}}}",
        "data.encode.words.place.buckets: expected 1 to 262,144, got 700,000");
    refused(
        "source: {sql: \"select array(1.5) as texts, 'x' as kind\"}, label: kind, encode: {words:"
            + " {texts: {}}}",
        "data.encode.words: column texts holds arrays");
    refused(
        "source: {sql: \"select '?' as texts, x as kind from values ('x'), ('y') as t(x)\"}, label:"
            + " kind, encode: {tokens: {texts: {length: 2, vocabulary: 5}}}",
        "column texts: expected words for tokens, but no training row has any");
  }

  @Test
  void meansOfNoLabel() throws IOException {
    Path yaml = configuration("ignore: [when], encode: {target-mean: place}");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace("label: kind, ", "")
            .replace("[when]", "[when, kind]")
            .replace("loss: softmax-cross-entropy", "loss: mean-squared-error, target: inputs"));
    MistakesTest.assertMistake(
        MistakesTest.run("train", yaml.toString()),
        "data.encode.target-mean: expected a label to take means of");
  }

  @Test
  void inputsAreCountedBeforehandWhereTheyCanBe() throws IOException {
    CommandsTest.Outcome counted =
        CommandsTest.run(
            "describe",
            configuration("ignore: [when], encode: {log: size, hash: {place: 6}}").toString());
    // 7 inputs, 7·2 + 2 parameters.
    assertEquals(0, counted.status(), counted.out());
    assertTrue(counted.out().contains("16"), counted.out());
    CommandsTest.Outcome ofTexts =
        CommandsTest.run(
            "describe",
            configuration(
                    "encode: {words: {place: {buckets: 700}}, tokens: {when: {length: 20,"
                        + " vocabulary: 9}}}")
                .toString());
    // 721 inputs, 721·2 + 2 parameters.
    assertEquals(0, ofTexts.status(), ofTexts.out());
    assertTrue(ofTexts.out().contains("1,444"), ofTexts.out());
    MistakesTest.assertMistake(
        MistakesTest.run(
            "describe", configuration("ignore: [place], encode: {date: when}").toString()),
        "data.encode.date: how many inputs there are is known only from the rows");
  }
}
