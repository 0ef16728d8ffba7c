package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingResult;

/**
 * What smaller gradients and local steps cost in accuracy and save on the wire: the digits example
 * and, where its files are at hand, 784-256-10 on MNIST's first 10,000 images, with each form.
 * Nothing in the table depends on how busy the machine is.
 *
 * <p>Arguments, all of which may be left out: the folder of MNIST ({@code ../shared/data/mnist}
 * beside the repository); the master's URL of a cluster with two workers (two tasks in this JVM,
 * which send nothing over a network); the jar for its executors.
 */
final class CompressionCost {
  private static final String MNIST =
      """
      name: mnist
      data: {label: label, encode: {scale: 0.00392156862745098}}
      network:
        layers:
          - dense: {units: 256, activation: relu, weight-initializer: he-uniform}
          - dense: {units: 10, weight-initializer: he-uniform}
        loss: softmax-cross-entropy
      training:
        update-rule: {adam: {learning-rate: 0.001}}
        batch-size: 128
        epochs: 20
        shards: 8
      """;

  private static final String LOCAL =
      "training.local-steps={steps: %d, learning-rate: %s}; training.batch-size=%d";

  private static final List<String> FORMS =
      List.of(
          "training.gradient-compression=none",
          "training.gradient-compression=bfloat16",
          "training.gradient-compression=float16",
          "training.gradient-compression={top-k: {share: 0.1}}",
          "training.gradient-compression={top-k: {share: 0.01}}",
          "training.gradient-compression={top-k: {share: 0.001}}",
          "training.gradient-compression={threshold: {threshold: 0.0005}}",
          "training.gradient-compression={threshold: {threshold: 0.002}}",
          "training.gradient-compression={threshold: {threshold: 0.01}}",
          "training.batch-size=512",
          LOCAL.formatted(4, "0.05", 512),
          LOCAL.formatted(4, "0.2", 512),
          "training.batch-size=1024",
          LOCAL.formatted(8, "0.2", 1024));

  private CompressionCost() {}

  public static void main(String[] arguments) throws IOException {
    Path folder =
        arguments.length > 0
            ? Path.of(arguments[0])
            : Examples.repository().resolveSibling("shared/data/mnist");
    SparkSession spark =
        BenchSession.start(
            arguments.length > 1 ? arguments[1] : "local[2]",
            arguments.length > 2 ? arguments[2] : "");
    table(spark, "digits", Examples.digits(), Optional.empty(), Optional.empty());
    if (Files.isDirectory(folder)) {
      Path file = Files.writeString(Files.createTempFile("mnist", ".yaml"), MNIST);
      table(
          spark,
          "MNIST, 10,000 images, 784-256-10",
          file,
          Optional.of(Mnist.read(folder, "train-10k").table(spark).cache()),
          Optional.of(Mnist.read(folder, "t10k").table(spark).cache()));
      Files.delete(file);
    }
    spark.stop();
  }

  private static void table(
      SparkSession spark,
      String name,
      Path configuration,
      Optional<Dataset<Row>> rows,
      Optional<Dataset<Row>> tests) {
    System.out.printf("%n%s%n| form | accuracy | log-loss | rounds | kB back a round |%n", name);
    System.out.println("| --- | --- | --- | --- | --- |");
    for (String form : FORMS) {
      Trainer trainer = Trainer.fromFile(configuration, form.split("; "));
      rows.ifPresent(trainer::on);
      List<Long> received = new ArrayList<>();
      trainer.listener(
          event -> {
            if (event instanceof TrainingEvent.RoundEnded round) {
              received.add(round.times().traffic().receivedBytes());
            }
          });
      TrainingResult result = trainer.train(spark);
      Map<String, Double> measures =
          tests
              .map(result.model()::evaluate)
              .or(result::test)
              .map(evaluation -> evaluation.measures())
              .orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "| `%s` | %.2f%% | %.4f | %d | %.1f |%n",
          form.replace("training.", ""),
          100 * measures.get("accuracy"),
          measures.get("log-loss"),
          received.size(),
          received.stream().mapToLong(bytes -> bytes).average().orElse(0) / 1e3);
    }
  }
}
