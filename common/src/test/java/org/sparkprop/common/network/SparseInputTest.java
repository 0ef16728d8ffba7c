package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Sparse rows beside the same rows with their zeros, whose gradients are checked numerically
 * elsewhere.
 */
class SparseInputTest {
  private static final int INPUTS = 30;
  private static final int ROWS = 12;

  private final double[] rows = Networks.uniform(ROWS * INPUTS, 1, 5);

  SparseInputTest() {
    for (int i = 0; i < rows.length; i++) {
      if (i % 7 > 1) {
        rows[i] = 0;
      }
    }
  }

  private static Network network(String first) {
    return Networks.parse(
        new Shape(INPUTS),
        "{'layers': ["
            + first
            + ", {'dropout': {'rate': 0.3}}, {'dense': {'units': 3}}],"
            + " 'loss': 'softmax-cross-entropy'}");
  }

  private record Result(double loss, double[] gradient, double[] predictions) {}

  private Result run(Network network) {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      FlatVector weights = network.unfrozen().initialWeights(Precision.FLOAT64, 3);
      if (network.frozenCount() > 0) {
        SplitWeights split = SplitWeights.of(network, weights);
        workspace.setWeights(split.trained());
        workspace.setFrozenWeights(split.frozen());
      } else {
        workspace.setWeights(weights);
      }
      MicroBatch batch = workspace.microBatch(ROWS);
      fill(batch);
      LossSums sums = new LossSums();
      workspace.clearGradient();
      workspace.train(ROWS, new NoiseKey(1, 1, 0, 0), sums);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, network.parameterCount());
      workspace.copyGradientTo(gradient);
      workspace.predict(ROWS);
      double[] predictions = Arrays.copyOf(workspace.predictions(ROWS), ROWS * 3);
      return new Result(sums.loss(), gradient.toDoubles(), predictions);
    }
  }

  private void fill(MicroBatch batch) {
    if (batch.input() != null) {
      batch.input().write(0, rows.length, rows);
    } else {
      batch.sparseInput().clear();
      for (int row = 0; row < ROWS; row++) {
        batch.sparseInput().addNonZero(rows, row * INPUTS, INPUTS, 0);
        batch.sparseInput().endRow();
      }
    }
    for (int row = 0; row < ROWS; row++) {
      batch.target()[row] = row % 3;
      batch.weight()[row] = 1 + row % 2;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'dense': {'units': 8, 'activation': 'tanh'}}",
        "{'dense': {'units': 5, 'activation': 'gelu', 'use-bias': false}}"
      })
  void asDense(String first) {
    Network dense = network(first);
    assertSame(run(dense), run(dense.taking(RowForm.SPARSE)));
    Network frozen = dense.freeze(List.of("0"));
    assertSame(run(frozen), run(frozen.taking(RowForm.SPARSE)));
    assertSame(run(frozen), run(dense.taking(RowForm.SPARSE).freeze(List.of("0"))));
  }

  private static void assertSame(Result expected, Result actual) {
    assertEquals(expected.loss, actual.loss, 1e-12);
    assertArrayEquals(expected.gradient, actual.gradient, 1e-12);
    assertArrayEquals(expected.predictions, actual.predictions, 1e-14);
  }

  /** A gradient that is touched by row, cleared and summed again, has nothing left of before. */
  @Test
  void everyGradientStartsAtZero() {
    Network sparse = network("{'dense': {'units': 8}}").taking(RowForm.SPARSE);
    try (Workspace workspace = new Workspace(sparse, Precision.FLOAT64)) {
      workspace.setWeights(sparse.initialWeights(Precision.FLOAT64, 3));
      FlatVector into = FlatVector.zeros(Precision.FLOAT64, sparse.parameterCount());
      double[] alone = gradientOfColumn(workspace, 3, into);
      gradientOfColumn(workspace, 29, into);
      assertArrayEquals(alone, gradientOfColumn(workspace, 3, into));
      // Dropout has blanked some units.
      assertTrue(Arrays.stream(alone, 3 * 8, 4 * 8).anyMatch(number -> number != 0));
      assertTrue(Arrays.stream(alone, 29 * 8, 30 * 8).allMatch(number -> number == 0));
    }
  }

  private static double[] gradientOfColumn(Workspace workspace, int column, FlatVector into) {
    MicroBatch batch = workspace.microBatch(1);
    batch.sparseInput().clear();
    batch.sparseInput().add(column, 2);
    batch.sparseInput().endRow();
    batch.target()[0] = 1;
    batch.weight()[0] = 1;
    workspace.clearGradient();
    workspace.train(1, new NoiseKey(1, 1, 0, 0), new LossSums());
    workspace.copyGradientTo(into);
    return into.toDoubles();
  }

  @Test
  void inputsTakeNoMemory() {
    Network wide =
        Networks.parse(
            new Shape(100_000), "{'layers': [{'dense': {'units': 2}}], 'loss': 'huber'}");
    long dense = Workspace.bytes(wide, Precision.FLOAT32);
    long sparse = Workspace.bytes(wide.taking(RowForm.SPARSE), Precision.FLOAT32);
    assertTrue(sparse < 3 * 4L * wide.parameterCount(), sparse + " bytes");
    assertTrue(dense > 50 * sparse, dense + " bytes");
  }

  @Test
  void otherFirstLayersAndTargetsTakeNone() {
    assertThrows(IllegalArgumentException.class, () -> network("'flatten'").taking(RowForm.SPARSE));
    Network rebuilds =
        Networks.parse(
            new Shape(4),
            "{'layers': [{'dense': {'units': 4}}], 'loss': 'huber', 'target': 'inputs'}");
    assertThrows(IllegalArgumentException.class, () -> rebuilds.taking(RowForm.SPARSE));
  }
}
