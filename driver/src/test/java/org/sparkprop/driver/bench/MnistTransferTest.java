package org.sparkprop.driver.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

/**
 * What two convolutions learned of the digits 0 to 4 helps with 5 to 9, of which there are a
 * hundred images each; measured on all test images of 5 to 9. Skipped where the files are not at
 * hand.
 */
class MnistTransferTest {
  private static final int IMAGES_A_CLASS = 100;
  private static final List<String> FEW =
      List.of("training.epochs=40", "training.batch-size=50", "training.update-rule={adam: {}}");

  @TempDir Path folder;

  private static Trainer trainer(List<String> settings) {
    List<String> all = new ArrayList<>(settings);
    all.add("data.test=null");
    all.add(
        "network.layers=[{reshape: {shape: [1, 28, 28]}},"
            + " {convolution-2d: {filters: 16, kernel: 3, padding: same, activation: relu}},"
            + " max-pool-2d,"
            + " {convolution-2d: {filters: 32, kernel: 3, padding: same, activation: relu}},"
            + " max-pool-2d, flatten, {dropout: {rate: 0.3}}, {dense: {units: 5}}]");
    return Trainer.fromFile(
        Examples.repository().resolve("scripts/examples/mnist/convolutions.yaml"),
        all.toArray(String[]::new));
  }

  private static double accuracy(
      SparkSession spark, Dataset<Row> few, Dataset<Row> test, List<String> settings) {
    List<String> all = new ArrayList<>(FEW);
    all.addAll(settings);
    return trainer(all).on(few).train(spark).model().evaluate(test).measures().get("accuracy");
  }

  @Test
  void whatWasLearnedOfOtherDigitsHelps() {
    Path files = Examples.repository().resolveSibling("shared/data/mnist");
    assumeTrue(Files.isDirectory(files), () -> "skipped: there is no " + files);
    LocalSpark.with(
        2,
        spark -> {
          try {
            Dataset<Row> all = Mnist.read(files, "train-10k").table(spark).cache();
            String model = folder.resolve("model").toString();
            trainer(List.of("training.epochs=8"))
                .on(all.where("label < 5"))
                .train(spark)
                .model()
                .save(spark, model);
            List<Row> few = new ArrayList<>();
            for (int digit = 5; digit < 10; digit++) {
              few.addAll(all.where("label = " + digit).takeAsList(IMAGES_A_CLASS));
            }
            assertEquals(5 * IMAGES_A_CLASS, few.size());
            Dataset<Row> training = spark.createDataFrame(few, all.schema()).cache();
            Dataset<Row> test = Mnist.read(files, "t10k").table(spark).where("label > 4").cache();
            String kept =
                "training.start-from={model: \"%s\", layers: 7, encoder: fitted}".formatted(model);
            double scratch = accuracy(spark, training, test, List.of());
            double started = accuracy(spark, training, test, List.of(kept));
            double frozen =
                accuracy(spark, training, test, List.of(kept, "training.freeze=[1, 3]"));
            System.out.printf(
                "MNIST 5 to 9, %d images each: %.2f%% from scratch, %.2f%% from the layers that"
                    + " know 0 to 4, %.2f%% with these frozen%n",
                IMAGES_A_CLASS, 100 * scratch, 100 * started, 100 * frozen);
            assertTrue(started >= scratch + 0.005, started + " beside " + scratch);
            return null;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
