package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkprop.common.fixture.Golden;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Update rules against PyTorch's trajectories, see resources/golden, and against hand's work. */
class TrajectoryTest {
  /** A rule and its reference. */
  record Case(String golden, UpdateRule rule) {
    @Override
    public String toString() {
      return golden;
    }
  }

  private static Constant rate(double value) {
    return new Constant(value);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("rule-gradient-descent", new GradientDescent(rate(0.05))),
        new Case("rule-momentum", new Momentum(rate(0.05), 0.9)),
        new Case("rule-nesterov", new Nesterov(rate(0.05), 0.9)),
        new Case("rule-adam", new Adam(rate(0.1), 0.9, 0.999, 1e-8)));
  }

  /** The gradient of f(w) = ½ wᵀA w − cᵀw + 0.1 Σ cos(3 w). */
  private static double[] gradient(JsonNode golden, double[] w) {
    double[] a = Golden.values(golden.get("A"));
    double[] c = Golden.values(golden.get("c"));
    double[] g = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      g[i] = -c[i] - 0.3 * Math.sin(3 * w[i]);
      for (int j = 0; j < w.length; j++) {
        g[i] += a[i * w.length + j] * w[j];
      }
    }
    return g;
  }

  private static double[] numbers(JsonNode list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i).doubleValue();
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thirtySteps(Case of) {
    JsonNode golden = Golden.read(of.golden);
    JsonNode trajectory = golden.get("trajectory");
    assertEquals(30, trajectory.size());
    FlatVector weights = FlatVector.of(Precision.FLOAT64, Golden.values(golden.get("start")));
    UpdateState state = UpdateState.initial(of.rule, Precision.FLOAT64, weights.length());
    for (int step = 0; step < trajectory.size(); step++) {
      double[] gradient = gradient(golden, weights.toDoubles());
      Golden.assertNear(
          numbers(golden.get("gradients").get(step)), gradient, 1e-9, "gradient of step " + step);
      of.rule.update(
          weights,
          FlatVector.of(Precision.FLOAT64, gradient),
          state,
          new Progress(step + 1L, 10, trajectory.size()));
      Golden.assertNear(
          numbers(trajectory.get(step)), weights.toDoubles(), 1e-9, "weights after " + step);
    }
  }

  @Test
  void aFirstStepOfAdamHasTheLengthOfTheLearningRate() {
    // By hand: m = 0.1 g, v = 0.001 g², corrected to g and g², so the step is η g / (|g| + ε).
    Adam adam = new Adam(rate(0.5), 0.9, 0.999, 1e-8);
    FlatVector weights = FlatVector.of(Precision.FLOAT64, 1, 2, 3);
    UpdateState state = UpdateState.initial(adam, Precision.FLOAT64, 3);
    adam.update(
        weights, FlatVector.of(Precision.FLOAT64, 4, -0.25, 0), state, new Progress(1, 1, 1));
    assertArrayEquals(new double[] {0.5, 2.5, 3}, weights.toDoubles(), 1e-7);
    assertArrayEquals(new double[] {0.4, -0.025, 0}, state.get("first-moment").toDoubles(), 1e-15);
    assertArrayEquals(
        new double[] {0.016, 0.0000625, 0}, state.get("second-moment").toDoubles(), 1e-15);
  }

  /** Long vectors are cut into blocks that run side by side; no bit may depend on that. */
  @Test
  void longVectorsAreUpdatedAsShortOnes() {
    int length = 50_000;
    for (Precision precision : Precision.values()) {
      for (UpdateRule rule : cases().map(Case::rule).toList()) {
        FlatVector whole = FlatVector.zeros(precision, length);
        FlatVector gradient = FlatVector.zeros(precision, length);
        for (int i = 0; i < length; i++) {
          whole.set(i, Math.sin(i));
          gradient.set(i, Math.cos(3 * i));
        }
        FlatVector start = whole.copy();
        UpdateState state = UpdateState.initial(rule, precision, length);
        rule.update(whole, gradient, state, new Progress(1, 1, 1));
        for (int i = 0; i < length; i += 4_999) {
          FlatVector one = FlatVector.of(precision, start.get(i));
          UpdateState own = UpdateState.initial(rule, precision, 1);
          rule.update(one, FlatVector.of(precision, gradient.get(i)), own, new Progress(1, 1, 1));
          assertEquals(one.get(0), whole.get(i), 0, rule + " at " + i);
          for (Map.Entry<String, FlatVector> vector : own.vectors().entrySet()) {
            assertEquals(
                vector.getValue().get(0), state.get(vector.getKey()).get(i), 0, vector.getKey());
          }
        }
      }
    }
  }

  @Test
  void theGradientIsReadOnly() {
    for (UpdateRule rule : cases().map(Case::rule).toList()) {
      FlatVector gradient = FlatVector.of(Precision.FLOAT32, 1, -2, 3);
      FlatVector weights = FlatVector.of(Precision.FLOAT32, 5, 5, 5);
      UpdateState state = UpdateState.initial(rule, Precision.FLOAT32, 3);
      assertEquals(List.copyOf(rule.stateNames()).size(), state.vectors().size());
      rule.update(weights, gradient, state, new Progress(1, 1, 1));
      assertArrayEquals(new double[] {1, -2, 3}, gradient.toDoubles(), rule.toString());
      assertTrue(weights.get(0) < 5 && weights.get(1) > 5 && weights.get(2) < 5, rule.toString());
    }
  }
}
