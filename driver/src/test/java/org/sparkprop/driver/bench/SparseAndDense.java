package org.sparkprop.driver.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * How much faster rows of mostly zeros train as what they are than with their zeros: 10,000 rows of
 * 100,000 columns of which 0.1% are not zero, through columns-64-2, by both forms in one session.
 *
 * <p>Arguments, all of which may be left out: rows, columns, entries a row, units, batch sizes
 * separated by commas.
 */
final class SparseAndDense {
  private static final int EPOCHS = 12;

  /** Of these the speed is taken: in the others the compiler is still at work. */
  private static final int MEASURED = 4;

  private SparseAndDense() {}

  private record Run(double rowsPerSecond, List<Double> losses) {}

  public static void main(String[] arguments) throws IOException {
    int rows = argument(arguments, 0, 10_000);
    int columns = argument(arguments, 1, 100_000);
    int entries = argument(arguments, 2, 100);
    int units = argument(arguments, 3, 64);
    String batches = arguments.length > 4 ? arguments[4] : "100,1000,10000";
    Path file = Files.createTempFile("sparse", ".svm");
    write(file, rows, columns, entries);
    SparkSession spark = BenchSession.start("local[2]", "");
    System.out.println(
        "| rule | batch | sparse rows/s | dense rows/s | ratio | largest difference of losses |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (String rule :
        List.of("gradient-descent: {learning-rate: 0.5}", "adam: {learning-rate: 0.001}")) {
      for (String batch : batches.split(",")) {
        Path yaml =
            Files.writeString(
                Files.createTempFile("sparse", ".yaml"), yaml(file, columns, units, rule, batch));
        Run sparse = run(spark, yaml, "data.row-form=sparse");
        Run dense = run(spark, yaml, "data.row-form=dense");
        double difference = 0;
        for (int i = 0; i < sparse.losses.size(); i++) {
          difference = Math.max(difference, Math.abs(sparse.losses.get(i) - dense.losses.get(i)));
        }
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %,.0f | %,.0f | %.1f | %.1e |%n",
            rule.substring(0, rule.indexOf(':')),
            batch,
            sparse.rowsPerSecond,
            dense.rowsPerSecond,
            sparse.rowsPerSecond / dense.rowsPerSecond,
            difference);
      }
    }
    spark.stop();
    Files.delete(file);
  }

  private static int argument(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static void write(Path file, int rows, int columns, int entries) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (int row = 0; row < rows; row++) {
        TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < entries) {
          places.add(1 + random.nextInt(columns));
        }
        int votes = 0;
        StringBuilder line = new StringBuilder();
        for (int place : places) {
          double value = 1 + random.nextInt(8) / 8.0;
          votes += place % 2 == 0 ? 1 : -1;
          line.append(' ').append(place).append(':').append(value);
        }
        out.write((votes >= 0 ? "1" : "0") + line + "\n");
      }
    }
  }

  private static String yaml(Path file, int columns, int units, String rule, String batch) {
    return """
    name: sparse
    data:
      source: {libsvm: {path: "%s", columns: %d, vector: true}}
      label: label
      encode: {scale: 0.1}
    network:
      layers: [{dense: {units: %d, activation: relu}}, {dense: {units: 2}}]
      loss: softmax-cross-entropy
    training: {update-rule: {%s}, batch-size: %s, epochs: %d, shards: 2}
    """
        .formatted(file, columns, units, rule, batch, EPOCHS);
  }

  /** The last epochs' speed, and all rounds' losses. */
  private static Run run(SparkSession spark, Path yaml, String form) {
    List<Double> losses = new ArrayList<>();
    double[] last = new double[2];
    Trainer.fromFile(yaml, form)
        .listener(
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                losses.add(round.loss());
                if (round.epoch() > EPOCHS - MEASURED) {
                  last[0] += round.rows();
                  last[1] += round.seconds();
                }
              }
            })
        .train(spark);
    return new Run(last[0] / last[1], losses);
  }
}
