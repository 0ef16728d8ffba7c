package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;

/**
 * One configuration, data set and number of shards give the same bits, whatever Spark looks like.
 */
class SameAnswerTest {
  private static Trainer trainer(String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("training.epochs=3");
    all.addAll(List.of(overrides));
    return Trainer.fromFile(Examples.digits(), all.toArray(String[]::new));
  }

  private static FlatVector weights(int slots, String... overrides) {
    return LocalSpark.with(slots, spark -> trainer(overrides).train(spark).model().weights());
  }

  private static FlatVector onTable(int slots, UnaryOperator<Dataset<Row>> arrangement) {
    return LocalSpark.with(
        slots,
        spark -> {
          Dataset<Row> table = digits(spark);
          return trainer().on(arrangement.apply(table)).train(spark).model().weights();
        });
  }

  private static Dataset<Row> digits(SparkSession spark) {
    return spark
        .read()
        .option("header", true)
        .csv(Examples.digits().resolveSibling("optical-digits.csv").toString());
  }

  @Test
  void whateverTheNumberOfSlots() {
    FlatVector one = weights(1);
    assertEquals(one, weights(2));
    assertEquals(one, weights(4));
    assertNotEquals(one, weights(2, "training.seed=43"));
    assertEquals(one, weights(1, "training.rounds=job"));
    assertEquals(one, weights(3, "training.rounds=job"));
  }

  /** The lines of a digit as steps; the empty ones at its top and bottom are padding. */
  @Test
  void withLayersInsideLayers() {
    String layers =
        "network.layers=[{reshape: {shape: [8, 8]}}, masking, {bidirectional: {layer: {lstm:"
            + " {units: 8, returns: sequence}}}}, {residual: {layers: [{gru: {units: 16, returns:"
            + " sequence}}, {dropout: {rate: 0.2}}, {time-distributed: {layers: [{dense: {units:"
            + " 16}}]}}]}}, {attention-pooling: {units: 8}}, {dense: {units: 10}}]";
    FlatVector one = weights(1, layers, "training.epochs=1");
    assertEquals(one, weights(3, layers, "training.epochs=1"));
    assertEquals(one, weights(2, layers, "training.epochs=1", "training.rounds=job"));
  }

  /** Convolutions by oneDNN and by products, statistics, masks and noise. */
  private static final String IMAGES =
      "network.layers=[{reshape: {shape: [1, 8, 8]}},"
          + " {convolution-2d: {filters: 8, kernel: 3, padding: same, use-bias: false}},"
          + " batch-normalization, {activation: {function: relu}}, max-pool-2d,"
          + " {convolution-2d: {filters: 16, kernel: 3, activation: relu}},"
          + " {convolution-2d: {filters: 16, kernel: 2, groups: 4, activation: tanh}},"
          + " flatten, {gaussian-noise: {standard-deviation: 0.05}},"
          + " {dropconnect: {units: 32, activation: relu}}, layer-normalization,"
          + " {dropout: {rate: 0.2}}, {dense: {units: 10}}]";

  private static final String AUGMENTATION =
      "training.augmentation={mixup: 0.4, kinds: [{affine: {shift: 1, rotation: 10, scaling: 0.1}},"
          + " flip, {cutout: {size: 3}}, {random-crop: {padding: 1}}, {brightness: {most: 0.1}},"
          + " {contrast: {most: 0.1}}, {band-masking: {dimension: 1, most: 2}}, {noise:"
          + " {standard-deviation: 0.02}}]}";

  @Test
  void withConvolutionsNormalizationNoiseAndAugmentation() {
    FlatVector one = weights(1, IMAGES, AUGMENTATION);
    assertEquals(one, weights(2, IMAGES, AUGMENTATION));
    assertEquals(one, weights(2, IMAGES, AUGMENTATION, "training.rounds=job"));
    assertNotEquals(one, weights(2, IMAGES));
    // Slices of 624 rows, cut into two equal micro-batches.
    String[] full = {IMAGES, "training.batch-size=full", "training.shards=2"};
    assertEquals(weights(1, full), weights(3, full));
  }

  /** Passes before the gradient's: two a layer with statistics of the whole batch. */
  @Test
  void withStatisticsOfTheWholeBatch() {
    String layers =
        "network.layers=[{reshape: {shape: [1, 8, 8]}}, {convolution-2d: {filters: 8, kernel: 3,"
            + " use-bias: false}}, {batch-normalization: {statistics: global}}, {activation:"
            + " {function: relu}}, max-pool-2d, flatten, {dropout: {rate: 0.2}}, {residual:"
            + " {layers: [{dense: {units: 72, activation: tanh}}, {batch-normalization:"
            + " {statistics: global}}]}}, {dense: {units: 10}}]";
    String once = "training.epochs=2";
    FlatVector one = weights(1, layers, once);
    assertEquals(one, weights(3, layers, once));
    assertEquals(one, weights(2, layers, once, "training.rounds=job"));
    assertNotEquals(one, weights(2, layers.replace("global", "slice"), once));
  }

  @Test
  void whateverThePartitionsAndTheOrderOfRows() {
    FlatVector expected = onTable(2, table -> table);
    assertEquals(expected, onTable(2, table -> table.repartition(7)), "seven partitions");
    assertEquals(
        expected, onTable(3, table -> table.orderBy(functions.col("p12").desc())), "sorted");
    assertEquals(
        expected,
        onTable(2, table -> table.repartitionByRange(40, functions.col("digit").cast("int"))),
        "many partitions, most of them empty");
  }

  /** Parquet in one file and in many, whose listing has another order, cut anywhere. */
  @Test
  void whateverTheFilesAndTheSettingsOfTheirReading(@TempDir Path folder) {
    FlatVector expected =
        LocalSpark.with(
            2,
            spark -> {
              digits(spark).coalesce(1).write().parquet(folder.resolve("one").toString());
              digits(spark)
                  .repartitionByRange(9, functions.col("p12").desc())
                  .write()
                  .parquet(folder.resolve("nine").toString());
              return onFiles(spark, folder.resolve("one"));
            });
    Map<String, Object> small =
        Map.of(
            "spark.sql.files.maxPartitionBytes",
            "20k",
            "spark.sql.files.openCostInBytes",
            "1k",
            "spark.sql.shuffle.partitions",
            3,
            "spark.sql.adaptive.enabled",
            false);
    for (Map<String, Object> settings : List.of(Map.<String, Object>of(), small)) {
      for (String files : List.of("one", "nine")) {
        FlatVector found =
            LocalSpark.with(
                3,
                spark -> {
                  settings.forEach((key, value) -> spark.conf().set(key, value.toString()));
                  return onFiles(spark, folder.resolve(files));
                });
        assertEquals(expected, found, files + " " + settings);
      }
    }
  }

  private static FlatVector onFiles(SparkSession spark, Path files) {
    return trainer().on(spark.read().parquet(files.toString())).train(spark).model().weights();
  }

  @Test
  void whateverTheTypeOfTheColumns() {
    FlatVector expected = onTable(2, table -> table);
    FlatVector typed =
        onTable(
            2,
            table -> {
              Dataset<Row> cast = table;
              for (String column : table.columns()) {
                cast = cast.withColumn(column, functions.col(column).cast("double"));
              }
              return cast;
            });
    assertEquals(expected, typed);
  }
}
