package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.shuffle.ShuffleManager;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;

/** Shuffled rows are lost after they were counted, and Spark reads the source again. */
class ChangedRowsTest {
  private static final int ROWS = 400;

  /** What the source holds; tasks of local mode see it. */
  private static final AtomicInteger EDITION = new AtomicInteger();

  @TempDir Path folder;

  private static Dataset<Row> table(SparkSession spark) {
    return spark
        .range(ROWS)
        .map(
            (MapFunction<Long, String>)
                i -> (i == 7 ? EDITION.get() : i % 10) + "," + (i % 3 == 0 ? "yes" : "no"),
            Encoders.STRING())
        .selectExpr("cast(split(value, ',')[0] as double) as x", "split(value, ',')[1] as y");
  }

  private FlatVector train(SparkSession spark, String rounds, TrainingListener listener)
      throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("changed.yaml"),
            """
            name: changed
            data: {source: {table: given}, label: y}
            network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}
            training: {epochs: 2, batch-size: 100, shards: 4, rounds: %s}
            """
                .formatted(rounds));
    return Trainer.fromFile(yaml)
        .on(table(spark))
        .listener(listener)
        .train(spark)
        .model()
        .weights();
  }

  /** Loses all that was shuffled, when the rows have been counted and no shard has been built. */
  private static TrainingListener loser(SparkSession spark, int edition) {
    return event -> {
      if (event instanceof TrainingEvent.Started) {
        EDITION.set(edition);
        ShuffleManager shuffles = spark.sparkContext().env().shuffleManager();
        for (int shuffle = 0; shuffle < 100; shuffle++) {
          shuffles.unregisterShuffle(shuffle);
        }
      }
    };
  }

  @Test
  void theSameRowsAgainGiveTheSameBitsAndOthersEndTheRun() {
    for (String rounds : new String[] {"job", "standing"}) {
      EDITION.set(0);
      LocalSpark.with(
          2,
          spark -> {
            try {
              FlatVector undisturbed = train(spark, rounds, event -> {});
              assertEquals(undisturbed, train(spark, rounds, loser(spark, 0)), rounds);
              String message =
                  assertThrows(UserMistake.class, () -> train(spark, rounds, loser(spark, 1)))
                      .getMessage();
              assertTrue(message.contains("not those that were read first"), message);
              assertTrue(message.contains("has to be saved to files first"), message);
              return null;
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }
  }
}
