package org.sparkprop.driver.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.training.Trainer;

/** Encoders of texts, fitted on Spark. */
class FittedTextsTest {
  private static final int ROWS = 6_000;

  /** Padding, unknown words and three hundred others. */
  private static final int VOCABULARY = 302;

  private static final String BAG_OF_WORDS =
      """
      name: words
      data:
        source: {table: given}
        label: topic
        ignore: [number]
        encode:
          words: {text: {buckets: 50, words: 2, stop-words: english, weighting: idf}}
          one-hot: place
        missing: {rule: zero}
      network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
      training: {epochs: 2, batch-size: 500, shards: 3}
      """;

  private static final String TOKENS =
      """
      name: tokens
      data:
        source: {table: given}
        features: text
        label: topic
        encode: {tokens: {text: {length: 6, vocabulary: 302}}}
      network:
        layers:
          - embedding: {vocabulary: 302, units: 3, mask-zero: true}
          - attention-pooling: {units: 2}
          - dense: {units: 2}
        loss: softmax-cross-entropy
      training: {epochs: 2, batch-size: 500, shards: 3}
      """;

  private static final StructType SCHEMA =
      new StructType()
          .add("number", DataTypes.IntegerType)
          .add("text", DataTypes.StringType)
          .add("place", DataTypes.StringType)
          .add("topic", DataTypes.StringType);

  @TempDir Path folder;

  /** Texts of up to nine words of a thousand, and some without; many words are as frequent. */
  private static List<Row> rows() {
    SplittableRandom random = new SplittableRandom(8);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      List<String> words = new ArrayList<>();
      for (int left = random.nextInt(10); left > 0; left--) {
        words.add("Word" + (random.nextInt(1 + random.nextInt(1000))));
      }
      String text = i % 40 == 0 ? null : String.join(random.nextBoolean() ? " the " : ", ", words);
      rows.add(RowFactory.create(i, text, "place" + i % 3, i % 2 == 0 ? "x" : "y"));
    }
    return rows;
  }

  private static Dataset<Row> table(SparkSession spark) {
    return spark.createDataFrame(rows(), SCHEMA);
  }

  private Trainer trainer(String yaml) {
    try {
      return Trainer.fromFile(Files.writeString(folder.resolve("texts.yaml"), yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TrainedModel trained(String yaml, int slots, UnaryOperator<Dataset<Row>> arrangement) {
    return LocalSpark.with(
        slots, spark -> trainer(yaml).on(arrangement.apply(table(spark))).train(spark).model());
  }

  private Encoder assertSameWhateverThePartitions(String yaml) {
    TrainedModel one = trained(yaml, 1, table -> table.coalesce(1));
    TrainedModel seven = trained(yaml, 2, table -> table.repartition(7));
    TrainedModel sorted = trained(yaml, 3, table -> table.orderBy(functions.col("number").desc()));
    for (TrainedModel other : List.of(seven, sorted)) {
      assertEquals(one.description().encoder(), other.description().encoder());
      assertEquals(one.weights(), other.weights());
    }
    return one.description().encoder();
  }

  private static double[] encoded(Encoder encoder, String... texts) {
    double[] numbers = new double[encoder.width()];
    encoder.encode(new RawRow(new double[0], texts, null, new double[0], 1), numbers);
    return numbers;
  }

  private static TreeMap<String, Long> countedInPlainJava() {
    return rows().stream()
        .filter(row -> !row.isNullAt(1))
        .flatMap(row -> Stream.of(row.getString(1).toLowerCase(Locale.ROOT).split("\\W+")))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
  }

  @Test
  void sameVocabularyWhateverThePartitions() {
    Encoder encoder = assertSameWhateverThePartitions(TOKENS);
    TreeMap<String, Long> counts = countedInPlainJava();
    List<Map.Entry<String, Long>> byCount = new ArrayList<>(counts.entrySet());
    byCount.sort(
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())));
    int room = VOCABULARY - 2;
    assertEquals(
        byCount.get(room - 1).getValue(), byCount.get(room).getValue(), "a tie at the edge");
    TreeSet<String> kept = new TreeSet<>();
    byCount.subList(0, room).forEach(word -> kept.add(word.getKey()));
    for (String word : counts.keySet()) {
      double expected = kept.contains(word) ? 2 + kept.headSet(word).size() : 1;
      assertArrayEquals(new double[] {expected, 0, 0, 0, 0, 0}, encoded(encoder, word), word);
    }
  }

  @Test
  void sameWeightsOfWordsWhateverThePartitions() {
    Encoder encoder = assertSameWhateverThePartitions(BAG_OF_WORDS);
    assertEquals(50 + 3, encoder.width());
    double squares = 0;
    for (double number : encoded(encoder, "word1 the word2 word1", null)) {
      squares += number * number;
    }
    assertEquals(1, squares, 1e-12);
  }

  private void assertReadAgain(String yaml, SparkSession spark, String name) {
    Dataset<Row> rows = table(spark).limit(300);
    TrainedModel model = trainer(yaml).on(rows).train(spark).model();
    String path = folder.resolve(name).toString();
    ReadAgain.same(spark, model, path, rows.drop("topic"));
    TrainedModel kept =
        trainer(
                yaml.replace("shards: 3", "shards: 3, start-from: {model: \"%s\"}".formatted(path))
                    .replaceAll("(?s) encode:.*(?=network)", "\n")
                    .replace("ignore: [number]", "features: [text, place]"))
            .on(rows)
            .train(spark)
            .model();
    assertEquals(model.description().encoder(), kept.description().encoder());
  }

  @Test
  void aModelReadAgainPredictsTheSameAndLendsItsEncoder() {
    LocalSpark.with(
        2,
        spark -> {
          assertReadAgain(TOKENS.replace("500", "100"), spark, "first");
          assertReadAgain(BAG_OF_WORDS.replace("500", "100"), spark, "second");
          return null;
        });
  }

  /** A missing place stops the run under the rule of missing cells, a missing text never does. */
  @Test
  void aMissingTextIsAnEmptyOne() {
    LocalSpark.with(
        2,
        spark -> {
          TrainedModel model =
              trainer(TOKENS.replace("500", "100"))
                  .on(table(spark).limit(300))
                  .train(spark)
                  .model();
          List<Row> predicted =
              model
                  .predict(
                      spark.sql(
                          "select * from values (null), (''), (' '), ('…'), ('word0') as t(text)"))
                  .collectAsList();
          Row none = predicted.get(0);
          for (int i = 1; i < 4; i++) {
            assertEquals(none.<Object>getAs("probability"), predicted.get(i).getAs("probability"));
          }
          assertNotEquals(none.<Object>getAs("probability"), predicted.get(4).getAs("probability"));
          return null;
        });
  }
}
