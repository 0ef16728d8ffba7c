package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.model.WeightsFile;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.configuration.ConfigurationFile;

/**
 * Whole runs on Spark beside plain loops over doubles that use nothing of this project: the same
 * weights, however the rows lie, and every row counts once an epoch.
 */
class PlainReferenceTest {
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;
  private static final int B1 = INPUTS * HIDDEN;
  private static final int W2 = B1 + HIDDEN;
  private static final int B2 = W2 + 2 * HIDDEN;
  private static final int PARAMETERS = B2 + 2;
  private static final double RATE = 0.4;

  @TempDir Path folder;

  private record Example(double[] inputs, double[] targets, double weight) {}

  private static List<Example> examples(int rows) {
    SplittableRandom random = new SplittableRandom(77);
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double[] inputs = random.doubles(INPUTS, -2, 2).map(x -> (float) x).toArray();
      double[] targets = {(float) (inputs[0] * inputs[1]), (float) Math.sin(inputs[2])};
      examples.add(new Example(inputs, targets, row % 3 == 0 ? 0.5 : 2));
    }
    return examples;
  }

  private static double[] start() {
    return new SplittableRandom(5).doubles(PARAMETERS, -0.7, 0.7).map(x -> (float) x).toArray();
  }

  private static double[] hidden(double[] w, double[] inputs) {
    double[] hidden = new double[HIDDEN];
    for (int j = 0; j < HIDDEN; j++) {
      double sum = w[B1 + j];
      for (int i = 0; i < INPUTS; i++) {
        sum += inputs[i] * w[i * HIDDEN + j];
      }
      hidden[j] = Math.tanh(sum);
    }
    return hidden;
  }

  private static double output(double[] w, double[] hidden, int k) {
    double sum = w[B2 + k];
    for (int j = 0; j < HIDDEN; j++) {
      sum += hidden[j] * w[W2 + j * 2 + k];
    }
    return sum;
  }

  /** The mean over rows, by their weights, of the mean over both outputs of the squared error. */
  private static double loss(double[] w, List<Example> examples) {
    double loss = 0;
    double weight = 0;
    for (Example example : examples) {
      double[] hidden = hidden(w, example.inputs);
      for (int k = 0; k < 2; k++) {
        double error = output(w, hidden, k) - example.targets[k];
        loss += example.weight * error * error / 2;
      }
      weight += example.weight;
    }
    return loss / weight;
  }

  /** Gradient descent on all rows, by the chain rule written out. */
  private static double[] plainLoops(List<Example> examples, int rounds) {
    return descended(start(), examples, rounds);
  }

  private static double[] descended(double[] start, List<Example> examples, int rounds) {
    double[] w = start.clone();
    for (int round = 0; round < rounds; round++) {
      double[] gradient = new double[PARAMETERS];
      double weight = 0;
      for (Example example : examples) {
        double[] hidden = hidden(w, example.inputs);
        double[] back = new double[HIDDEN];
        for (int k = 0; k < 2; k++) {
          double error = (output(w, hidden, k) - example.targets[k]) * example.weight;
          gradient[B2 + k] += error;
          for (int j = 0; j < HIDDEN; j++) {
            gradient[W2 + j * 2 + k] += hidden[j] * error;
            back[j] += w[W2 + j * 2 + k] * error;
          }
        }
        for (int j = 0; j < HIDDEN; j++) {
          double error = back[j] * (1 - hidden[j] * hidden[j]);
          gradient[B1 + j] += error;
          for (int i = 0; i < INPUTS; i++) {
            gradient[i * HIDDEN + j] += example.inputs[i] * error;
          }
        }
        weight += example.weight;
      }
      for (int p = 0; p < PARAMETERS; p++) {
        w[p] -= RATE * gradient[p] / weight;
      }
    }
    return w;
  }

  private static Dataset<Row> table(SparkSession spark, List<Example> examples) {
    StructType schema = new StructType();
    for (String name : List.of("a", "b", "c", "d", "y", "z", "w")) {
      schema = schema.add(name, DataTypes.DoubleType);
    }
    List<Row> rows = new ArrayList<>();
    for (Example e : examples) {
      rows.add(
          RowFactory.create(
              e.inputs[0],
              e.inputs[1],
              e.inputs[2],
              e.inputs[3],
              e.targets[0],
              e.targets[1],
              e.weight));
    }
    return spark.createDataFrame(rows, schema);
  }

  private Trainer trainer(Precision precision, String... overrides) throws IOException {
    Path configuration = folder.resolve("plain.yaml");
    Path weights = folder.resolve("start.safetensors");
    Files.writeString(
        configuration,
        """
        name: plain
        data:
          label: [y, z]
          weight: w
        network:
          layers:
            - dense: {units: 5, activation: tanh}
            - dense: {units: 2}
          loss: mean-squared-error
        training:
          update-rule: {gradient-descent: {learning-rate: 0.4}}
          batch-size: full
          epochs: 10
          shards: 3
          precision: %s
          initial-weights: start.safetensors
        """
            .formatted(precision == Precision.FLOAT64 ? "float64" : "float32"));
    Network network =
        new Network(new Shape(INPUTS), ConfigurationFile.load(configuration, List.of()).network());
    assertEquals(PARAMETERS, network.parameterCount());
    try (OutputStream out = Files.newOutputStream(weights)) {
      WeightsFile.write(out, network, FlatVector.of(Precision.FLOAT64, start()));
    }
    return Trainer.fromFile(configuration, overrides);
  }

  private double[] trained(
      Precision precision,
      int slots,
      List<Example> examples,
      UnaryOperator<Dataset<Row>> arrangement) {
    return LocalSpark.with(
        slots,
        spark -> {
          try {
            return trainer(precision)
                .on(arrangement.apply(table(spark, examples)))
                .train(spark)
                .model()
                .weights()
                .toDoubles();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void assertFollows(double[] expected, double[] actual, double tolerance) {
    double moved = 0;
    double[] start = start();
    for (int i = 0; i < PARAMETERS; i++) {
      moved = Math.max(moved, Math.abs(expected[i] - start[i]));
      double bound = tolerance * Math.max(Math.abs(expected[i]), 0.01);
      assertEquals(expected[i], actual[i], bound, "parameter " + i);
    }
    assertTrue(moved > 0.2, "the weights must have moved far, moved " + moved);
  }

  @Test
  void float64FollowsTheLoops() {
    List<Example> examples = examples(101);
    assertFollows(
        plainLoops(examples, 10), trained(Precision.FLOAT64, 2, examples, table -> table), 1e-9);
  }

  @Test
  void float32FollowsTheLoops() {
    List<Example> examples = examples(101);
    assertFollows(
        plainLoops(examples, 10), trained(Precision.FLOAT32, 2, examples, table -> table), 1e-4);
  }

  @Test
  void unevenAndEmptyPartitionsAndFewerRowsThanSlots() {
    List<Example> examples = examples(3);
    assertFollows(
        plainLoops(examples, 10),
        trained(Precision.FLOAT64, 8, examples, table -> table.repartition(20, functions.lit(1))),
        1e-9);
  }

  @Test
  void everyRowCountsOnceAnEpochWithAShortLastBatch() {
    List<Example> examples = examples(101);
    List<TrainingEvent.RoundEnded> rounds = new ArrayList<>();
    List<TrainingEvent.EpochEnded> epochs = new ArrayList<>();
    LocalSpark.with(
        2,
        spark -> {
          try {
            // Steps too small to change a number: each epoch's loss is that of the start.
            return trainer(
                    Precision.FLOAT64,
                    "training.batch-size=23",
                    "training.epochs=3",
                    "training.update-rule.gradient-descent.learning-rate=1e-30")
                .on(table(spark, examples))
                .listener(
                    event -> {
                      if (event instanceof TrainingEvent.RoundEnded round) {
                        rounds.add(round);
                      } else if (event instanceof TrainingEvent.EpochEnded epoch) {
                        epochs.add(epoch);
                      }
                    })
                .train(spark);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    List<Long> rows = rounds.stream().map(TrainingEvent.RoundEnded::rows).toList();
    List<Long> ofEpoch = List.of(23L, 23L, 23L, 23L, 9L);
    List<Long> expected = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      expected.addAll(ofEpoch);
    }
    assertEquals(expected, rows);
    double loss = loss(start(), examples);
    for (TrainingEvent.EpochEnded epoch : epochs) {
      assertEquals(loss, epoch.trainLoss(), 1e-12 * loss, "epoch " + epoch.epoch());
    }
  }

  /**
   * Copies of one row, so that it does not matter which row is where: a shard of r of them takes as
   * many steps as it has parts that are not empty, and the new weights are the shards' mean.
   */
  @Test
  void localStepsAverageWhatEachShardDescendsTo() throws IOException {
    Example one = new Example(new double[] {0.5, -1, 0.25, 2}, new double[] {1, -0.5}, 1);
    int[][] rowsOfShards = {{1}, {2, 2, 1}, {4, 3, 3}, {1, 1, 1}, {8, 8, 8, 7}};
    for (int[] rowsOfShard : rowsOfShards) {
      int rows = Arrays.stream(rowsOfShard).sum();
      List<Example> examples = Collections.nCopies(rows, one);
      double[] expected = start();
      for (int round = 0; round < 10; round++) {
        double[] mean = new double[PARAMETERS];
        for (int here : rowsOfShard) {
          double[] w = descended(expected, List.of(one), Math.min(3, here));
          for (int p = 0; p < PARAMETERS; p++) {
            mean[p] += here * w[p] / rows;
          }
        }
        expected = mean;
      }
      Trainer trainer =
          trainer(
              Precision.FLOAT64,
              "training.shards=" + rowsOfShard.length,
              "training.local-steps={steps: 3, learning-rate: 0.4}");
      double[] actual =
          LocalSpark.with(
              2,
              spark ->
                  trainer.on(table(spark, examples)).train(spark).model().weights().toDoubles());
      assertFollows(expected, actual, 1e-9);
    }
  }
}
