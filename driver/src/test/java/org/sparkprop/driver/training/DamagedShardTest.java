package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;

/** A byte of a shard's file is changed on the disk while a run goes on. */
class DamagedShardTest {
  /** One for all sessions of the process: Spark remembers its folder beyond a session's end. */
  @TempDir static Path local;

  private final AtomicInteger damaged = new AtomicInteger();

  private FlatVector train(String master, String rounds, TrainingListener listener) {
    SparkSession spark =
        SparkSession.builder()
            .master(master)
            .appName("test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", local.toString())
            .getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
    try {
      return Trainer.fromFile(Examples.digits(), "training.epochs=3", "training.rounds=" + rounds)
          .listener(listener)
          .train(spark)
          .model()
          .weights();
    } finally {
      spark.stop();
    }
  }

  /** Changes a byte in the middle of the first shard's file when the first epoch has ended. */
  private void damage(TrainingEvent event) {
    if (!(event instanceof TrainingEvent.EpochEnded epoch) || epoch.epoch() != 1) {
      return;
    }
    // Where a JVM has run sessions before, Spark goes on with the folder of the first.
    Path folder = Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(file -> file.getFileName().toString().equals("training-0")).toList();
      for (Path file : files) {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
          long middle = bytes.length() / 2;
          bytes.seek(middle);
          int before = bytes.read();
          bytes.seek(middle);
          bytes.write(before ^ 0x40);
        }
        damaged.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsBuiltAgainToTheSameBits() {
    for (String rounds : List.of("job", "standing")) {
      FlatVector undisturbed = train("local[2,3]", rounds, event -> {});
      damaged.set(0);
      assertEquals(undisturbed, train("local[2,3]", rounds, this::damage), rounds);
      assertEquals(1, damaged.get(), "files that were damaged");
    }
  }

  @Test
  void whereSparkTriesNoTaskAgainStandingRoundsBeginAnewAndJobsEndTheRun() {
    FlatVector undisturbed = train("local[2]", "standing", event -> {});
    assertEquals(undisturbed, train("local[2]", "standing", this::damage));
    assertEquals(1, damaged.get(), "files that were damaged");
    Throwable failure = assertThrows(Throwable.class, () -> train("local[2]", "job", this::damage));
    assertEquals(2, damaged.get(), "files that were damaged");
    StringBuilder said = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      said.append(cause.getMessage()).append('\n');
    }
    assertTrue(said.toString().contains("training-0 is damaged: row "), said::toString);
  }
}
