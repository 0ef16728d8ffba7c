package org.sparkprop.driver.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.model.ModelDirectory;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;

/** From one network on the digits to another with the same first layer. */
class TransferTest {
  private static final String OTHER_HEAD =
      "network.layers=[{dense: {units: 256, activation: relu}}, {dense: {units: 20, activation:"
          + " tanh}}, {dense: {units: 10}}]";

  @TempDir static Path folder;
  private static Path model;
  private static FlatVector source;

  @BeforeAll
  static void train() {
    model = folder.resolve("model");
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult result =
              Trainer.fromFile(Examples.digits(), "training.epochs=2").train(spark);
          source = result.model().weights();
          save(spark, result, model);
          return null;
        });
  }

  private static void save(SparkSession spark, TrainingResult result, Path to) {
    try {
      result.model().save(spark, to.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trainer transfer(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                OTHER_HEAD,
                "data.encode={}",
                "training.epochs=2",
                "training.start-from={model: \"%s\", layers: 1}".formatted(model)));
    all.addAll(List.of(overrides));
    return Trainer.fromFile(Examples.digits(), all.toArray(String[]::new));
  }

  private static TrainingResult result(int slots, String... overrides) {
    return LocalSpark.with(slots, spark -> transfer(overrides).train(spark));
  }

  private static FlatVector firstLayer(Network network, FlatVector weights) {
    ParameterBlock weight = network.blocks().get(0);
    ParameterBlock bias = network.blocks().get(1);
    return weights.slice(weight.offset(), weight.length() + bias.length());
  }

  @Test
  void aFrozenLayerStaysToTheBitAndTheRestLearns() throws Exception {
    Path saved = folder.resolve("frozen");
    LocalSpark.with(
        2,
        spark -> {
          TrainingResult result = transfer("training.freeze=[0]").train(spark);
          assertTrue(
              result.test().orElseThrow().measures().get("accuracy") > 0.85,
              () -> result.test().orElseThrow().measures().toString());
          save(spark, result, saved);
          return null;
        });
    ModelDirectory.Loaded loaded =
        ModelDirectory.read(new org.apache.hadoop.fs.Path(saved.toString()), new Configuration());
    Network network = loaded.network();
    int length = network.blocks().get(0).length() + network.blocks().get(1).length();
    assertEquals(source.slice(0, length), firstLayer(network, loaded.weights()));
    assertEquals(List.of("0"), loaded.description().frozen());
    assertEquals(1, loaded.description().origin().orElseThrow().layers());
  }

  @Test
  void sameBitsWhateverTheSlotsAndTheEngine() {
    for (String freeze : List.of("training.freeze=[0]", "training.freeze=[]")) {
      FlatVector one = result(1, freeze).model().weights();
      assertEquals(one, result(3, freeze).model().weights(), freeze);
      assertEquals(one, result(2, freeze, "training.rounds=job").model().weights(), freeze);
    }
  }

  @Test
  void aKeptLayerThatIsNotFrozenLearnsFromWhereItWas() {
    TrainingResult result = result(2, "training.epochs=1");
    int length = 64 * 256 + 256;
    FlatVector now = result.model().weights().slice(0, length);
    FlatVector before = source.slice(0, length);
    assertNotEquals(before, now);
    double distance = 0;
    double size = 0;
    for (int i = 0; i < length; i++) {
      distance += Math.pow(now.get(i) - before.get(i), 2);
      size += Math.pow(before.get(i), 2);
    }
    double share = Math.sqrt(distance / size);
    assertTrue(share < 0.5, () -> "moved by " + share + " of its length");
  }

  private static void assertMistake(String expected, String... overrides) {
    String message = assertThrows(UserMistake.class, () -> result(1, overrides)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void mistakes() {
    assertMistake("training.freeze", "training.freeze=[7]");
    assertMistake("left to learn", "training.freeze=[0, 1, 2]");
    assertMistake("network.layers[0]", "network.layers=[{dense: {units: 10}}]");
    assertMistake(
        "start-from", "training.start-from={model: \"%s\"}".formatted(folder.resolve("nothing")));
    assertMistake(
        "training.start-from.layers: expected 1 to 3",
        "training.start-from={model: \"%s\", layers: 9}".formatted(model));
    assertMistake("data.encode", "data.encode={scale: 0.5}");
  }
}
