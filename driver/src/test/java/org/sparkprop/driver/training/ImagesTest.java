package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.model.TrainedModel;

/** A network of two convolutions on images of MNIST's size, from table to saved model. */
class ImagesTest {
  private static final int SIDE = 28;

  private static final String CONFIGURATION =
      """
      name: bars
      data:
        label: label
        split: {test: 0.25, seed: 1}
      network:
        layers:
          - reshape: {shape: [1, 28, 28]}
          - convolution-2d: {filters: 8, kernel: 3, padding: same, use-bias: false}
          - batch-normalization
          - activation: {function: relu}
          - max-pool-2d
          - convolution-2d: {filters: 16, kernel: 3, activation: relu}
          - global-max-pool
          - dropout: {rate: 0.1}
          - dense: {units: 3}
        loss: softmax-cross-entropy
      training:
        update-rule: {adam: {learning-rate: 0.01}}
        batch-size: 100
        epochs: 6
        shards: 2
        seed: 5
      """;

  @TempDir Path folder;

  /**
   * Noise with a bar of seven pixels somewhere: lying, standing or aslant. Where it lies says
   * nothing, so that single pixels say nothing either.
   */
  private static Dataset<Row> bars(SparkSession spark, int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<Row> rows = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Object[] cells = new Object[SIDE * SIDE + 1];
      for (int i = 0; i < SIDE * SIDE; i++) {
        cells[i] = (float) random.nextDouble(0.4);
      }
      int label = random.nextInt(3);
      int x = random.nextInt(SIDE - 7);
      int y = random.nextInt(SIDE - 7);
      for (int i = 0; i < 7; i++) {
        int right = label == 1 ? 0 : i;
        int down = label == 0 ? 0 : i;
        cells[(y + down) * SIDE + x + right] = 1f;
      }
      cells[SIDE * SIDE] = label;
      rows.add(RowFactory.create(cells));
    }
    StructField[] fields = new StructField[SIDE * SIDE + 1];
    for (int i = 0; i < SIDE * SIDE; i++) {
      fields[i] = DataTypes.createStructField("p" + i, DataTypes.FloatType, false);
    }
    fields[SIDE * SIDE] = DataTypes.createStructField("label", DataTypes.IntegerType, false);
    return spark.createDataFrame(rows, new StructType(fields));
  }

  @Test
  void learnsWhatConvolutionsAreFor() {
    LocalSpark.with(2, this::learn);
  }

  private Void learn(SparkSession spark) {
    Dataset<Row> table = bars(spark, 800);
    Path file = folder.resolve("bars.yaml");
    String saved = folder.resolve("model").toString();
    try {
      Files.writeString(file, CONFIGURATION);
      TrainingResult result = Trainer.fromFile(file).on(table).train(spark);
      double accuracy = result.test().get().measures().get("accuracy");
      assertTrue(accuracy > 0.9, "accuracy " + accuracy);
      runningAveragesMoved(result.model());
      result.model().save(spark, saved);
      TrainedModel model = TrainedModel.load(spark, saved);
      assertEquals(result.model().weights(), model.weights());
      Evaluation all = model.evaluate(table);
      assertTrue(all.measures().get("accuracy") > 0.9, all.measures().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private static void runningAveragesMoved(TrainedModel model) {
    FlatVector weights = model.weights();
    List<ParameterBlock> averages =
        model.network().blocks().stream().filter(block -> !block.isTrained()).toList();
    assertEquals(
        List.of("2.running-mean", "2.running-variance"),
        averages.stream().map(ParameterBlock::tensorName).toList());
    for (int c = 0; c < averages.get(0).length(); c++) {
      assertNotEquals(0, weights.get(averages.get(0).offset() + c));
      assertTrue(weights.get(averages.get(1).offset() + c) > 0);
      assertNotEquals(1, weights.get(averages.get(1).offset() + c));
    }
  }
}
