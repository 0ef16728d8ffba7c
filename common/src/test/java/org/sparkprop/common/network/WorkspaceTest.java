package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

class WorkspaceTest {
  private static final int INPUTS = 6;
  private static final int ROWS = 40;

  /** Reshape first, an activation that keeps its input, dropout, reshapes between. */
  private final Network network =
      Networks.parse(
          new Shape(INPUTS),
          "{'layers': [{'reshape': {'shape': [3, 2]}}, 'flatten',"
              + " {'dense': {'units': 8, 'activation': 'gelu'}}, {'dropout': {'rate': 0.4}},"
              + " {'reshape': {'shape': [2, 4]}}, 'flatten',"
              + " {'dense': {'units': 5, 'activation': 'relu'}}, {'dense': {'units': 3}}],"
              + " 'loss': 'softmax-cross-entropy'}");

  private final double[] rows = Networks.uniform(ROWS * INPUTS, 2, 17);

  private record Sums(double loss, double weight, double[] gradient) {}

  private Workspace workspace(Precision precision) {
    Workspace workspace = new Workspace(network, precision);
    workspace.setWeights(Networks.weights(network, precision, 4));
    return workspace;
  }

  private void put(MicroBatch batch, int from) {
    for (int row = 0; row < batch.rows(); row++) {
      double[] numbers = Arrays.copyOfRange(rows, (from + row) * INPUTS, (from + row + 1) * INPUTS);
      batch.input().write(row * INPUTS, INPUTS, numbers);
      batch.target()[row] = (from + row) % 3;
      batch.weight()[row] = 1 + (from + row) % 4;
    }
  }

  /** One gradient sum over micro-batches of the given sizes. */
  private Sums train(Workspace workspace, int... sizes) {
    LossSums sums = new LossSums();
    workspace.clearGradient();
    int from = 0;
    for (int size : sizes) {
      put(workspace.microBatch(size), from);
      workspace.train(size, new NoiseKey(3, 1, 2, from), sums);
      from += size;
    }
    FlatVector gradient = FlatVector.zeros(workspace.precision(), network.parameterCount());
    workspace.copyGradientTo(gradient);
    return new Sums(sums.loss(), sums.weight(), gradient.toDoubles());
  }

  private static void assertNear(Sums expected, Sums actual, double tolerance) {
    assertEquals(expected.weight(), actual.weight());
    assertEquals(expected.loss(), actual.loss(), tolerance * expected.loss());
    double largest = Arrays.stream(expected.gradient()).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected.gradient(), actual.gradient(), tolerance * largest);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void severalMicroBatchesAddUpToOne(Precision precision) {
    double tolerance = precision == Precision.FLOAT64 ? 1e-13 : 1e-5;
    try (Workspace workspace = workspace(precision)) {
      Sums whole = train(workspace, ROWS);
      assertNear(whole, train(workspace, 25, 15), tolerance);
      assertNear(whole, train(workspace, 1, 13, 1, 24, 1), tolerance);
      int[] single = new int[ROWS];
      Arrays.fill(single, 1);
      assertNear(whole, train(workspace, single), tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void whatWasComputedBeforeLeavesNoTrace(Precision precision) {
    Sums alone;
    try (Workspace fresh = workspace(precision)) {
      alone = train(fresh, 7);
    }
    try (Workspace used = workspace(precision)) {
      // More sizes than views are kept for, larger ones and smaller ones.
      train(used, 1, 2, 3, 4, 5, 6, 8, 9);
      train(used, ROWS);
      used.predict(30);
      Sums later = train(used, 7);
      assertEquals(alone.loss(), later.loss());
      assertArrayEquals(alone.gradient(), later.gradient());
    }
  }

  @Test
  void dropoutFollowsTheRowAndNotTheMicroBatch() {
    try (Workspace workspace = workspace(Precision.FLOAT64)) {
      Sums first = train(workspace, 10);
      assertEquals(first.loss(), train(workspace, 10).loss());
      LossSums sums = new LossSums();
      put(workspace.microBatch(10), 0);
      workspace.train(10, new NoiseKey(3, 2, 2, 0), sums);
      assertFalse(first.loss() == sums.loss(), "another round has another mask");
    }
  }

  @Test
  void evaluationHasNoNoiseAndNoGradient() {
    try (Workspace workspace = workspace(Precision.FLOAT64)) {
      workspace.clearGradient();
      LossSums once = new LossSums();
      put(workspace.microBatch(12), 0);
      workspace.evaluate(12, once);
      double[] predictions = Arrays.copyOf(workspace.predictions(12), 36);
      for (int row = 0; row < 12; row++) {
        double sum = predictions[3 * row] + predictions[3 * row + 1] + predictions[3 * row + 2];
        assertEquals(1, sum, 1e-14);
      }
      double expected = 0;
      for (int row = 0; row < 12; row++) {
        expected -= (1 + row % 4) * Math.log(predictions[3 * row + row % 3]);
      }
      assertEquals(expected, once.loss(), 1e-12);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, network.parameterCount());
      workspace.copyGradientTo(gradient);
      assertTrue(Arrays.stream(gradient.toDoubles()).allMatch(g -> g == 0));
      assertArrayEquals(predictions, Arrays.copyOf(workspace.predictions(12), 36), "asked again");
      workspace.predict(12);
      assertArrayEquals(predictions, Arrays.copyOf(workspace.predictions(12), 36));
    }
  }

  @Test
  void weightsArriveAsBytesToo() {
    FlatVector weights = Networks.weights(network, Precision.FLOAT32, 4);
    ByteBuffer bytes = ByteBuffer.allocate((int) weights.encodedBytes());
    weights.encodeTo(bytes);
    try (Workspace workspace = workspace(Precision.FLOAT32)) {
      Sums expected = train(workspace, 5);
      workspace.setWeights(FlatVector.zeros(Precision.FLOAT32, network.parameterCount()));
      workspace.setWeights(bytes.flip());
      assertArrayEquals(expected.gradient(), train(workspace, 5).gradient());
    }
  }

  @Test
  void aLossThatIsNotFiniteNamesTheFirstLayerThatWentWrong() {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT32)) {
      FlatVector weights = Networks.weights(network, Precision.FLOAT32, 4);
      // 56 numbers of the first dense layer come first; then the second's weights.
      weights.set(56 + 8 * 5 + 2, Double.NaN);
      workspace.setWeights(weights);
      NonFiniteException e = assertThrows(NonFiniteException.class, () -> train(workspace, 3));
      assertEquals("the output of layer 6 (dense) is NaN", e.getMessage());
    }
  }

  @Test
  void rowsMustFit() {
    try (Workspace workspace = workspace(Precision.FLOAT32)) {
      int most = network.microBatchRows();
      assertEquals(most, workspace.microBatch(most).rows());
      String message =
          assertThrows(IllegalArgumentException.class, () -> workspace.microBatch(most + 1))
              .getMessage();
      assertEquals("expected 1 to 1024 rows, got 1025", message);
      assertThrows(IllegalArgumentException.class, () -> workspace.microBatch(0));
    }
  }

  @Test
  void aNetworkWithoutParametersRuns() {
    Network bare =
        Networks.parse(
            new Shape(2),
            "{'layers': [{'activation': {'function': 'tanh'}}], 'loss': 'mean-squared-error'}");
    try (Workspace workspace = new Workspace(bare, Precision.FLOAT64)) {
      MicroBatch batch = workspace.microBatch(1);
      batch.input().write(0, 2, new double[] {0.5, -1});
      batch.weight()[0] = 1;
      LossSums sums = new LossSums();
      workspace.setWeights(FlatVector.zeros(Precision.FLOAT64, 0));
      workspace.clearGradient();
      workspace.train(1, new NoiseKey(1, 1, 0, 0), sums);
      // tanh²(0.5) = 0.213552, tanh²(1) = 0.580026
      assertEquals((0.213552 + 0.580026) / 2, sums.loss(), 1e-6);
    }
  }

  /** Thirty workspaces of 100 MB, one after another: without freeing, 3 GB. */
  @Test
  void closingFreesTheMemory() {
    Network wide =
        Networks.parse(
            new Shape(2000),
            "{'layers': [{'dense': {'units': 3000, 'activation': 'gelu'}}, {'dense': {'units':"
                + " 2}}], 'loss': 'softmax-cross-entropy'}");
    long before = 0;
    for (int i = 0; i < 30; i++) {
      try (Workspace workspace = new Workspace(wide, Precision.FLOAT64)) {
        MicroBatch batch = workspace.microBatch(4);
        batch.weight()[0] = 1;
        workspace.train(4, new NoiseKey(1, 1, 0, 0), new LossSums());
      }
      if (i == 0) {
        before = Pointer.physicalBytes();
      }
    }
    long grown = Pointer.physicalBytes() - before;
    assertTrue(grown < 150_000_000, "grown by " + grown + " bytes");
  }
}
