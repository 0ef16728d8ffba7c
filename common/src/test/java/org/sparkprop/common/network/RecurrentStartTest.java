package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** First weights of recurrent layers, and attention worked by hand. */
class RecurrentStartTest {
  private static final int UNITS = 6;

  private static double[] block(Network network, int index) {
    ParameterBlock block = network.blocks().get(index);
    double[] values = new double[block.length()];
    network.initialWeights(Precision.FLOAT64, 3).read(block.offset(), values.length, values);
    return values;
  }

  private static Network of(String layer) {
    return Networks.parse(
        new Shape(2, 3), "{'layers': [%s], 'loss': 'mean-squared-error'}".formatted(layer));
  }

  @Test
  void theForgetGateIsOpenAndTheOtherBiasesAreZero() {
    double[] bias = block(of("{'lstm': {'units': 6}}"), 2);
    double[] other = block(of("{'lstm': {'units': 6, 'forget-bias': 0.5}}"), 2);
    for (int i = 0; i < bias.length; i++) {
      boolean forget = i >= UNITS && i < 2 * UNITS;
      assertEquals(forget ? 1 : 0, bias[i]);
      assertEquals(forget ? 0.5 : 0, other[i]);
    }
  }

  @Test
  void everyGateStartsWithAnOrthogonalMatrixOfItsOwn() {
    for (String layer : new String[] {"{'lstm': {'units': 6}}", "{'gru': {'units': 6}}"}) {
      double[] weight = block(of(layer), 1);
      int columns = weight.length / UNITS;
      for (int gate = 0; gate < columns / UNITS; gate++) {
        for (int i = 0; i < UNITS; i++) {
          for (int j = 0; j < UNITS; j++) {
            double product = 0;
            for (int row = 0; row < UNITS; row++) {
              int start = row * columns + gate * UNITS;
              product += weight[start + i] * weight[start + j];
            }
            assertEquals(i == j ? 1 : 0, product, 1e-12, layer);
          }
        }
      }
    }
  }

  @Test
  void gatesAreDrawnBetweenInputsAndUnitsAndNotAllGates() {
    double[] weight = block(of("{'lstm': {'units': 600}}"), 0);
    double largest = 0;
    for (double w : weight) {
      largest = Math.max(largest, Math.abs(w));
    }
    double glorot = Math.sqrt(6.0 / (3 + 600));
    assertEquals(glorot, largest, 0.002 * glorot);
  }

  /**
   * Steps 1 and −2 with W = 0.5, b = 0.1 and q = 2: u = tanh 0.6 = 0.537049567, tanh −0.9 =
   * −0.716297870; the scores are 1.074099134 and −1.432595741, so a = 1 / (1 + e^−2.506694875) =
   * 0.924609825 and 1 − a; output = a − 2 (1 − a) = 0.773829475.
   */
  @Test
  void attentionByHand() {
    Network network =
        Networks.parse(
            new Shape(2, 1),
            "{'layers': [{'attention-pooling': {'units': 1}}], 'loss': 'mean-squared-error'}");
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setWeights(FlatVector.of(Precision.FLOAT64, 0.5, 0.1, 2));
      workspace.microBatch(1).input().write(0, 2, new double[] {1, -2});
      workspace.predict(1);
      assertEquals(0.773829475, workspace.predictions(1)[0], 1e-8);
    }
  }
}
