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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

class ModelDirectoryTest {
  private static final List<String> FILES =
      List.of("model.json", "weights.safetensors", "SHA256SUMS");
  private static final Configuration HADOOP = new Configuration();

  @TempDir static Path shared;
  private static Path trained;
  private static FlatVector weights;

  @TempDir Path folder;

  /** A model of three numbers. */
  @BeforeAll
  static void train() throws IOException {
    // Of a file it is known how small it is; rows of a given table go into hundreds of buckets.
    Files.writeString(shared.resolve("small.csv"), "a,b,y\n1,2,3\n0,1,1\n");
    Path yaml =
        Files.writeString(
            shared.resolve("small.yaml"),
            """
            name: small
            data: {source: {csv: {path: small.csv}}, label: y}
            network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}
            training: {epochs: 1, batch-size: 2, shards: 1}
            """);
    trained = shared.resolve("model");
    weights =
        LocalSpark.with(
            1,
            spark -> {
              TrainedModel model = Trainer.fromFile(yaml).train(spark).model();
              try {
                model.save(spark, trained.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return model.weights();
            });
  }

  /** The model in a folder of the test's own, which it may damage. */
  private Path copied() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : FILES) {
      Files.copy(trained.resolve(name), model.resolve(name));
    }
    return model;
  }

  private static ModelDirectory.Loaded read(Path model) {
    return ModelDirectory.read(new org.apache.hadoop.fs.Path(model.toString()), HADOOP);
  }

  @Test
  void everyChangedByteAndEveryFifthCutIsRefused() throws IOException {
    Path model = copied();
    assertEquals(weights, read(model).weights());
    int damages = 0;
    for (String name : FILES) {
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
    Path model = copied();
    Files.delete(model.resolve("SHA256SUMS"));
    assertEquals(weights, read(model).weights());
  }
}
