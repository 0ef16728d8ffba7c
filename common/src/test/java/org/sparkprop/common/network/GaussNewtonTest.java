package org.sparkprop.common.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * The curvature's matrix and its products against Σ weight · Jᵀ H J with J by differences of the
 * outputs and H as the losses' second derivatives are in textbooks.
 */
class GaussNewtonTest {
  private static final int ROWS = 7;
  private static final int OUTPUTS = 3;
  private static final double STEP = 1e-6;

  /** By all rows at once; by single rows; with layers without parameters between. */
  private static final String DENSE =
      "{'dense': {'units': 4, 'activation': 'tanh'}}, {'dense': {'units': 3}}";

  private static final String NORMALIZED =
      "{'dense': {'units': 4, 'activation': 'sigmoid', 'use-bias': false}},"
          + " 'layer-normalization', {'dense': {'units': 3}}";
  private static final String STEPS =
      "{'reshape': {'shape': [3, 2]}}, {'gru': {'units': 3}}, {'dense': {'units': 3}}";
  private static final String GELU =
      "{'dense': {'units': 4, 'activation': 'gelu'}}, {'activation': {'function': 'tanh'}},"
          + " {'dense': {'units': 3}}";

  private static String layers(String name) {
    return switch (name) {
      case "dense" -> DENSE;
      case "normalized" -> NORMALIZED;
      case "steps" -> STEPS;
      case "gelu" -> GELU;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Network network(String layers, String loss) {
    return Networks.parse(
        new Shape(6), "{'layers': [%s], 'loss': '%s'}".formatted(layers(layers), loss));
  }

  private static void fill(MicroBatch batch, Network network) {
    SplittableRandom random = new SplittableRandom(3);
    SplittableRandom classes = new SplittableRandom(4);
    double[] input = new double[6];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < input.length; i++) {
        input[i] = random.nextDouble(-1, 1);
      }
      batch.input().write(row * input.length, input.length, input);
      batch.weight()[row] = 0.5 + row;
      int width = network.loss().targetWidth(OUTPUTS);
      for (int k = 0; k < width; k++) {
        batch.target()[row * width + k] = classes.nextInt(width == 1 ? OUTPUTS : 2);
      }
    }
  }

  private static double[] logits(String layers, FlatVector weights) {
    Network plain = network(layers, "mean-squared-error");
    try (Workspace workspace = new Workspace(plain, Precision.FLOAT64)) {
      workspace.setWeights(weights);
      fill(workspace.microBatch(ROWS), plain);
      workspace.predict(ROWS);
      return Arrays.copyOf(workspace.predictions(ROWS), ROWS * OUTPUTS);
    }
  }

  private static double[][] hessian(String loss, double[] logits, int row) {
    double[][] hessian = new double[OUTPUTS][OUTPUTS];
    double[] p = new double[OUTPUTS];
    double sum = 0;
    for (int k = 0; k < OUTPUTS; k++) {
      p[k] = Math.exp(logits[row * OUTPUTS + k]);
      sum += p[k];
    }
    for (int k = 0; k < OUTPUTS; k++) {
      for (int l = 0; l < OUTPUTS; l++) {
        double on = k == l ? 1 : 0;
        double sigmoid = p[k] / (1 + p[k]);
        hessian[k][l] =
            switch (loss) {
              case "mean-squared-error" -> on * 2 / OUTPUTS;
              case "softmax-cross-entropy" -> on * p[k] / sum - p[k] * p[l] / sum / sum;
              case "sigmoid-cross-entropy" -> on * sigmoid * (1 - sigmoid) / OUTPUTS;
              default -> throw new IllegalArgumentException(loss);
            };
      }
    }
    return hessian;
  }

  private static double[][] expected(String layers, String loss, FlatVector weights) {
    int parameters = weights.length();
    double[][] jacobian = new double[parameters][];
    for (int i = 0; i < parameters; i++) {
      FlatVector up = weights.copy();
      FlatVector down = weights.copy();
      up.set(i, up.get(i) + STEP);
      down.set(i, down.get(i) - STEP);
      double[] above = logits(layers, up);
      double[] below = logits(layers, down);
      jacobian[i] = new double[above.length];
      for (int k = 0; k < above.length; k++) {
        jacobian[i][k] = (above[k] - below[k]) / (2 * STEP);
      }
    }
    double[] logits = logits(layers, weights);
    double[][] matrix = new double[parameters][parameters];
    for (int row = 0; row < ROWS; row++) {
      double[][] hessian = hessian(loss, logits, row);
      for (int i = 0; i < parameters; i++) {
        for (int j = 0; j < parameters; j++) {
          for (int k = 0; k < OUTPUTS; k++) {
            for (int l = 0; l < OUTPUTS; l++) {
              matrix[i][j] +=
                  (0.5 + row)
                      * jacobian[i][row * OUTPUTS + k]
                      * hessian[k][l]
                      * jacobian[j][row * OUTPUTS + l];
            }
          }
        }
      }
    }
    return matrix;
  }

  private static FlatVector sum(
      Network network, Curvature curvature, FlatVector sent, Precision precision) {
    int parameters = network.parameterCount();
    FlatVector sum = FlatVector.zeros(precision, curvature.sumNumbers(parameters));
    try (Workspace workspace = new Workspace(network, precision, curvature)) {
      workspace.setWeights(sent);
      // What was there before does not count.
      for (int time = 0; time < 2; time++) {
        workspace.clearGradient();
        fill(workspace.microBatch(ROWS), network);
        workspace.train(ROWS, new NoiseKey(1, 1, 0, 0), new LossSums());
      }
      workspace.copyGradientTo(sum);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "dense, mean-squared-error",
    "dense, softmax-cross-entropy",
    "dense, sigmoid-cross-entropy",
    "gelu, softmax-cross-entropy",
    "normalized, mean-squared-error",
    "normalized, softmax-cross-entropy",
    "steps, sigmoid-cross-entropy"
  })
  void matrixAndProduct(String layers, String loss) {
    Network network = network(layers, loss);
    FlatVector weights = network.initialWeights(Precision.FLOAT64, 5);
    int parameters = weights.length();
    double[][] expected = expected(layers, loss, weights);
    FlatVector gradient = sum(network, Curvature.NONE, weights, Precision.FLOAT64);
    FlatVector both = sum(network, Curvature.MATRIX, weights, Precision.FLOAT64);
    assertEquals(gradient, both.slice(0, parameters), "the gradient in front");
    int at = parameters;
    for (int i = 0; i < parameters; i++) {
      for (int j = i; j < parameters; j++) {
        assertEquals(expected[i][j], both.get(at), 1e-7, i + ", " + j);
        at++;
      }
    }
    FlatVector sent = FlatVector.zeros(Precision.FLOAT64, 2 * parameters);
    sent.setSlice(0, weights);
    assertEquals(
        gradient, sum(network, Curvature.PRODUCT, sent, Precision.FLOAT64), "no direction");
    SplittableRandom random = new SplittableRandom(9);
    double[] direction = random.doubles(parameters, -1, 1).toArray();
    sent.setSlice(parameters, FlatVector.of(Precision.FLOAT64, direction));
    FlatVector product = sum(network, Curvature.PRODUCT, sent, Precision.FLOAT64);
    for (int i = 0; i < parameters; i++) {
      double wanted = 0;
      for (int j = 0; j < parameters; j++) {
        wanted += expected[i][j] * direction[j];
      }
      assertEquals(wanted, product.get(i), 1e-6, "product " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"dense", "steps"})
  void inSinglePrecision(String layers) {
    Network network = network(layers, "softmax-cross-entropy");
    FlatVector weights = network.initialWeights(Precision.FLOAT32, 5);
    int parameters = weights.length();
    FlatVector wide = FlatVector.of(Precision.FLOAT64, weights.toDoubles());
    FlatVector expected = sum(network, Curvature.MATRIX, wide, Precision.FLOAT64);
    FlatVector narrow = sum(network, Curvature.MATRIX, weights, Precision.FLOAT32);
    for (int i = 0; i < expected.length(); i++) {
      assertEquals(expected.get(i), narrow.get(i), 1e-4);
    }
    double[] direction = new SplittableRandom(9).doubles(parameters, -1, 1).toArray();
    FlatVector product = product(network, wide, direction, Precision.FLOAT64);
    FlatVector rough = product(network, weights, direction, Precision.FLOAT32);
    for (int i = 0; i < parameters; i++) {
      assertEquals(product.get(i), rough.get(i), 1e-2);
    }
  }

  private static FlatVector product(
      Network network, FlatVector weights, double[] direction, Precision precision) {
    FlatVector sent = FlatVector.zeros(precision, 2 * weights.length());
    sent.setSlice(0, weights);
    sent.setSlice(weights.length(), FlatVector.of(precision, direction));
    return sum(network, Curvature.PRODUCT, sent, precision);
  }
}
