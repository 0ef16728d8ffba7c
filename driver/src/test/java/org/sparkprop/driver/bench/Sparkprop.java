package org.sparkprop.driver.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/** Trains a network by the project's own interface and measures its rounds. */
final class Sparkprop {
  /**
   * What was measured after the warm-up.
   *
   * @param rowsPerSecond over everything, updates and the driver's own work included
   * @param roundMillis median of a whole round
   * @param overheadMillis median of what a round takes beyond the slowest task's arithmetic
   */
  record Measured(double rowsPerSecond, double roundMillis, double overheadMillis) {}

  private Sparkprop() {}

  static Measured measure(
      SparkSession spark,
      Dataset<Row> table,
      int[] widths,
      String activation,
      long batch,
      int shards,
      String engine,
      int warmRounds,
      int rounds)
      throws Exception {
    String layers =
        Arrays.stream(widths, 1, widths.length - 1)
            .mapToObj(w -> "    - dense: {units: %d, activation: %s}\n".formatted(w, activation))
            .collect(Collectors.joining());
    long rows = table.count();
    long perEpoch = (rows + batch - 1) / batch;
    String yaml =
        """
        name: bench
        data: {label: label}
        network:
          layers:
        %s    - dense: {units: %d}
          loss: softmax-cross-entropy
        training:
          update-rule: {gradient-descent: {learning-rate: 0.01}}
          batch-size: %d
          epochs: %d
          shards: %d
          rounds: %s
        """
            .formatted(
                layers,
                widths[widths.length - 1],
                batch,
                (warmRounds + rounds + perEpoch - 1) / perEpoch,
                shards,
                engine);
    Path file = Files.writeString(Files.createTempFile("bench", ".yaml"), yaml);
    List<TrainingEvent.RoundEnded> ended = new ArrayList<>();
    List<Long> at = new ArrayList<>();
    Trainer.fromFile(file)
        .on(table)
        .listener(
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                ended.add(round);
                at.add(System.nanoTime());
              }
            })
        .train(spark);
    Files.delete(file);
    int last = ended.size() - 1;
    long counted = 0;
    for (int i = warmRounds; i <= last; i++) {
      counted += ended.get(i).rows();
    }
    double seconds = (at.get(last) - at.get(warmRounds - 1)) * 1e-9;
    List<TrainingEvent.RoundEnded> measured = ended.subList(warmRounds, ended.size());
    return new Measured(
        counted / seconds,
        1000 * median(measured.stream().mapToDouble(r -> r.seconds()).toArray()),
        1000
            * median(
                measured.stream()
                    .mapToDouble(r -> r.times().seconds() - r.times().compute())
                    .toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
