package org.sparkprop.driver.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

/**
 * MNIST: the first 10,000 training images, all 10,000 test images. Skipped where the files are not
 * at hand.
 */
class MnistAccuracyTest {
  private static double accuracy(SparkSession spark, String example) throws Exception {
    Path folder = Examples.repository().resolveSibling("shared/data/mnist");
    Path configuration = Examples.repository().resolve("scripts/examples/mnist").resolve(example);
    return Trainer.fromFile(
            configuration,
            source("data.source", folder, "train-10k"),
            source("data.test", folder, "t10k"))
        .train(spark)
        .test()
        .orElseThrow()
        .measures()
        .get("accuracy");
  }

  private static String source(String key, Path folder, String set) {
    return "%s={idx: {images: %s/%s-images-idx3-ubyte.gz, labels: %s/%s-labels-idx1-ubyte.gz}}"
        .formatted(key, folder, set, folder, set);
  }

  private static void check(String example, double least) {
    Path folder = Examples.repository().resolveSibling("shared/data/mnist");
    assumeTrue(Files.isDirectory(folder), () -> "skipped: there is no " + folder);
    LocalSpark.with(
        2,
        spark -> {
          try {
            double accuracy = accuracy(spark, example);
            System.out.printf("MNIST, %s: %.2f%%%n", example, 100 * accuracy);
            assertTrue(accuracy >= least, () -> example + ": " + accuracy);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return null;
        });
  }

  @Test
  void aDenseNetworkIsRightOn95OfAHundred() {
    check("dense.yaml", 0.95);
  }

  @Test
  void twoConvolutionsWithAugmentationAreRightOn98OfAHundred() {
    check("convolutions.yaml", 0.98);
  }
}
