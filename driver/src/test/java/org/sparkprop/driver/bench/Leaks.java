package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/** Heap, native memory and Spark's storage during many rounds on a small network. */
final class Leaks {
  /**
   * One look at the process.
   *
   * @param offHeapMiB the process's own resident memory but for the heap, which is resident as a
   *     whole from the start
   * @param storageMiB that Spark's block manager uses, broadcasts included
   */
  record Sample(long round, double heapMiB, double offHeapMiB, double storageMiB, int threads) {
    List<String> row() {
      return List.of(
          String.format(Locale.ROOT, "%,d", round),
          "%.1f".formatted(heapMiB),
          "%.1f".formatted(offHeapMiB),
          "%.2f".formatted(storageMiB),
          Integer.toString(threads));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "after %,5d rounds: heap %6.1f MiB, off-heap %6.1f MiB, Spark's storage %5.2f MiB, %d threads",
          round,
          heapMiB,
          offHeapMiB,
          storageMiB,
          threads);
    }
  }

  private static final double MIB = 1 << 20;

  private Leaks() {}

  /** Arguments: how many rounds. */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark = BenchSession.start("local[2]", "");
    Conversation.say(Conversation.JSON.createObjectNode().put("ready", true));
    Dataset<Row> rows =
        spark
            .range(2000)
            .selectExpr(
                Stream.concat(
                        IntStream.range(0, 30)
                            .mapToObj("cast(rand(%d) as float) as x%<d"::formatted),
                        Stream.of("cast(rand(-1) > 0.5 as int) as label"))
                    .toArray(String[]::new));
    List<Sample> samples = during(spark, rows, Integer.parseInt(arguments[0]));
    ObjectNode answer = Conversation.JSON.createObjectNode();
    answer.set("samples", Conversation.JSON.valueToTree(samples));
    Conversation.say(answer);
    spark.stop();
  }

  private static List<Sample> during(SparkSession spark, Dataset<Row> table, int rounds)
      throws IOException {
    String yaml =
        """
        name: leaks
        data: {label: label}
        network:
          layers: [{dense: {units: 16, activation: tanh}}, {dense: {units: 2}}]
          loss: softmax-cross-entropy
        training: {batch-size: full, epochs: %d, shards: 4}
        """
            .formatted(rounds);
    Path file = Files.writeString(Files.createTempFile("leaks", ".yaml"), yaml);
    List<Sample> samples = new ArrayList<>();
    Trainer.fromFile(file)
        .on(table)
        .listener(
            event -> {
              boolean look =
                  event instanceof TrainingEvent.RoundEnded round
                      && (round.round() == 200 || round.round() % 1000 == 0);
              if (look) {
                samples.add(sample(spark, ((TrainingEvent.RoundEnded) event).round()));
              }
            })
        .train(spark);
    Files.delete(file);
    return samples;
  }

  private static double residentAnonymousBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Sample sample(SparkSession spark, long round) {
    for (int i = 0; i < 3; i++) {
      System.gc();
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Runtime runtime = Runtime.getRuntime();
    var storage = spark.sparkContext().env().blockManager().memoryManager().storageMemoryUsed();
    return new Sample(
        round,
        (runtime.totalMemory() - runtime.freeMemory()) / MIB,
        (residentAnonymousBytes() - runtime.totalMemory()) / MIB,
        storage / MIB,
        Thread.activeCount());
  }
}
