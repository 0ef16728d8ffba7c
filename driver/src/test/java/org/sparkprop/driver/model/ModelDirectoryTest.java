package org.sparkprop.driver.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

class ModelDirectoryTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  /** A model of three numbers and its folder. */
  private FlatVector save(Path model) throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            name: small
            data: {source: {table: given}, label: y}
            network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
            training: {epochs: 1, batch-size: 2, shards: 1}
            """);
    return LocalSpark.with(
        1,
        spark -> {
          StructType schema =
              new StructType()
                  .add("a", DataTypes.DoubleType)
                  .add("b", DataTypes.DoubleType)
                  .add("y", DataTypes.DoubleType);
          Dataset<Row> rows =
              spark.createDataFrame(
                  List.of(RowFactory.create(1.0, 2.0, 3.0), RowFactory.create(0.0, 1.0, 1.0)),
                  schema);
          TrainedModel trained = Trainer.fromFile(yaml).on(rows).train(spark).model();
          try {
            trained.save(spark, model.toString());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return trained.weights();
        });
  }

  private static ModelDirectory.Loaded read(Path model) {
    return ModelDirectory.read(new org.apache.hadoop.fs.Path(model.toString()), HADOOP);
  }

  @Test
  void everyChangedByteAndEveryFifthCutIsRefused() throws IOException {
    Path model = folder.resolve("model");
    FlatVector weights = save(model);
    assertEquals(weights, read(model).weights());
    int damages = 0;
    for (String name : List.of("model.json", "weights.safetensors", "SHA256SUMS")) {
      Path file = model.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        byte[] changed = whole.clone();
        changed[i] ^= (byte) (1 << i % 8);
        Files.write(file, changed);
        damages += refused(model);
        if (i % 5 == 0) {
          Files.write(file, Arrays.copyOf(whole, i));
          damages += refused(model);
        }
      }
      Files.write(file, whole);
    }
    assertTrue(damages > 1_000, "damages: " + damages);
    assertEquals(weights, read(model).weights());
  }

  private static int refused(Path model) {
    String message = assertThrows(UserMistake.class, () -> read(model)).getMessage();
    assertTrue(message.contains(model.toString()), message);
    return 1;
  }

  /** Such as one that a program of another language wrote. */
  @Test
  void aModelWithoutTheChecksumsOfBothIsRead() throws IOException {
    Path model = folder.resolve("model");
    FlatVector weights = save(model);
    Files.delete(model.resolve("SHA256SUMS"));
    assertEquals(weights, read(model).weights());
  }
}
