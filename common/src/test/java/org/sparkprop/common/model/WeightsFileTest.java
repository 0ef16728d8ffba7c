package org.sparkprop.common.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.activation.Identity;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.layer.Dense;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.SoftmaxCrossEntropy;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** The network 3 → 2 → 4: 0.weight [3, 2], 0.bias [2], 1.weight [2, 4], 1.bias [4]: 20 numbers. */
final class WeightsFileTest {
  private static final Network NETWORK =
      new Network(
          new Shape(3),
          new NetworkConfiguration(List.of(dense(2), dense(4)), new SoftmaxCrossEntropy()));

  @ParameterizedTest
  @EnumSource
  void weightsComeBackBitForBit(Precision precision) throws IOException {
    FlatVector weights = oneToTwenty(precision);
    weights.set(7, 0.1);
    assertEquals(weights, read(write(weights), precision));
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfTheContract() throws IOException {
    byte[] file = write(oneToTwenty(Precision.FLOAT32));
    List<NamedTensor> tensors =
        Safetensors.read(new ByteArrayInputStream(file), file.length, Precision.FLOAT32);
    assertEquals(
        List.of("0.weight", "0.bias", "1.weight", "1.bias"),
        tensors.stream().map(NamedTensor::name).toList());
    assertArrayEquals(new int[] {3, 2}, tensors.get(0).shape());
    assertArrayEquals(new int[] {4}, tensors.get(3).shape());
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, tensors.get(0).toDoubles());
    assertArrayEquals(new double[] {17, 18, 19, 20}, tensors.get(3).toDoubles());
  }

  @Test
  void readsTensorsInAnyOrderAndPrecision() throws IOException {
    FlatVector numbers = oneToTwenty(Precision.FLOAT64);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        List.of(
            new NamedTensor("1.bias", new int[] {4}, numbers, 16),
            new NamedTensor("0.weight", new int[] {3, 2}, numbers, 0),
            new NamedTensor("1.weight", new int[] {2, 4}, numbers, 8),
            new NamedTensor("0.bias", new int[] {2}, numbers, 6)),
        Map.of("format", "pt"));
    assertEquals(oneToTwenty(Precision.FLOAT32), read(out.toByteArray(), Precision.FLOAT32));
  }

  @Test
  void namesAllThatDoesNotFitTogether() throws IOException {
    FlatVector numbers = oneToTwenty(Precision.FLOAT32);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        List.of(
            new NamedTensor("0.weight", new int[] {2, 3}, numbers),
            new NamedTensor("0.bias", new int[] {2}, numbers),
            new NamedTensor("1.bias", new int[] {4}, numbers),
            new NamedTensor("2.bias", new int[] {10}, numbers)),
        Map.of());
    UserMistake mistake =
        assertThrows(UserMistake.class, () -> read(out.toByteArray(), Precision.FLOAT32));
    assertEquals(
        "start.safetensors does not fit the network: "
            + "tensor 0.weight: expected the shape [3, 2], got [2, 3]; "
            + "tensor 1.weight of shape [2, 4] is missing; "
            + "tensor 2.bias of shape [10] is not the network's",
        mistake.getMessage());
  }

  @Test
  void numbersCutShortAreDamage() throws IOException {
    byte[] file = write(oneToTwenty(Precision.FLOAT32));
    assertThrows(
        DamagedFileException.class,
        () ->
            WeightsFile.read(
                new ByteArrayInputStream(file, 0, file.length - 1),
                file.length,
                NETWORK,
                Precision.FLOAT32,
                "start.safetensors"));
  }

  private static Dense dense(int units) {
    return new Dense(units, new Identity(), true, new Constant(0), new Constant(0));
  }

  private static FlatVector oneToTwenty(Precision precision) {
    FlatVector weights = FlatVector.zeros(precision, 20);
    for (int i = 0; i < 20; i++) {
      weights.set(i, i + 1);
    }
    return weights;
  }

  private static byte[] write(FlatVector weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WeightsFile.write(out, NETWORK, weights);
    return out.toByteArray();
  }

  private static FlatVector read(byte[] file, Precision precision) throws IOException {
    return WeightsFile.read(
        new ByteArrayInputStream(file), file.length, NETWORK, precision, "start.safetensors");
  }
}
