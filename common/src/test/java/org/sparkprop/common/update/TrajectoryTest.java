package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkprop.common.fixture.Golden;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Update rules against PyTorch's trajectories and those that {@code golden/update-rules.py} makes
 * from the papers, and against hand's work.
 */
class TrajectoryTest {
  /** A rule and its reference. */
  record Case(String golden, ParameterLayout layout, List<Link> links) {
    Case(String golden, UpdateRule rule) {
      this(golden, Layouts.matrix(5), List.of(rule));
    }

    @Override
    public String toString() {
      return golden;
    }
  }

  private static Constant rate(double value) {
    return new Constant(value);
  }

  /** Two matrices of two numbers and a bias of one. */
  private static ParameterLayout threeParameters() {
    return new ParameterLayout(
        List.of(
            Layouts.span(0, "weight", 0, 2, 1),
            Layouts.span(1, "weight", 2, 1, 2),
            Layouts.span(1, "bias", 4, 1)));
  }

  private static Rprop rprop(Rprop.Form form) {
    return new Rprop(form, 0.5, 1.2, 0.1, 1e-6, 50);
  }

  static Stream<Case> cases() {
    Lion lion = new Lion(rate(0.03), 0.9, 0.99);
    WeightDecay all = new WeightDecay(0.1, List.of("all"));
    return Stream.of(
        new Case("rule-gradient-descent", new GradientDescent(rate(0.05))),
        new Case("rule-momentum", new Momentum(rate(0.05), 0.9)),
        new Case("rule-nesterov", new Nesterov(rate(0.05), 0.9)),
        new Case("rule-adagrad", new Adagrad(rate(0.3), 1e-10)),
        new Case("rule-adadelta", new Adadelta(rate(1), 0.9, 1e-6)),
        new Case("rule-rmsprop", new RmsProp(rate(0.02), 0.99, 1e-8)),
        new Case("rule-adam", new Adam(rate(0.1), 0.9, 0.999, 1e-8)),
        new Case("rule-amsgrad", new Amsgrad(rate(0.1), 0.9, 0.999, 1e-8, true)),
        new Case("rule-amsgrad-of-the-paper", new Amsgrad(rate(0.1), 0.9, 0.999, 1e-8, false)),
        new Case("rule-adamw", new AdamW(rate(0.1), 0.9, 0.999, 1e-8, 0.05, List.of("all"))),
        new Case("rule-nadam", new Nadam(rate(0.1), 0.9, 0.999, 1e-8, 0.004)),
        new Case("rule-lion", Layouts.matrix(5), List.of(lion, all.with(lion))),
        new Case("rule-lars", threeParameters(), List.of(new Lars(rate(2), 0.9, 0.01, 0.02))),
        new Case(
            "rule-lamb", threeParameters(), List.of(new Lamb(rate(0.05), 0.9, 0.999, 1e-6, 0.02))),
        new Case("rule-rprop-plus", rprop(Rprop.Form.RPROP_PLUS)),
        new Case("rule-rprop-minus", rprop(Rprop.Form.RPROP_MINUS)),
        new Case("rule-irprop-plus", rprop(Rprop.Form.IRPROP_PLUS)),
        new Case("rule-rprop-without-backtracking", rprop(Rprop.Form.IRPROP_MINUS)));
  }

  /** f(w) = ½ wᵀA w − cᵀw + 0.1 Σ cos(3 w). */
  private static double loss(JsonNode golden, double[] w) {
    double[] a = Golden.values(golden.get("A"));
    double[] c = Golden.values(golden.get("c"));
    double loss = 0;
    for (int i = 0; i < w.length; i++) {
      loss += 0.1 * Math.cos(3 * w[i]) - c[i] * w[i];
      for (int j = 0; j < w.length; j++) {
        loss += w[i] * a[i * w.length + j] * w[j] / 2;
      }
    }
    return loss;
  }

  /** Its gradient. */
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
    Updater updater = Updater.start(new Chain(of.links), of.layout, Precision.FLOAT64);
    for (int step = 0; step < trajectory.size(); step++) {
      double[] gradient = gradient(golden, weights.toDoubles());
      Golden.assertNear(
          numbers(golden.get("gradients").get(step)), gradient, 1e-9, "gradient of step " + step);
      double loss = loss(golden, weights.toDoubles());
      updater.update(
          weights,
          new RoundMean(FlatVector.of(Precision.FLOAT64, gradient), loss, 1),
          new Progress(step + 1L, 10, trajectory.size()));
      Golden.assertNear(
          numbers(trajectory.get(step)), weights.toDoubles(), 1e-9, "weights after " + step);
    }
  }

  /** Every point that L-BFGS and its line search try, as PyTorch's do. */
  @Test
  void everyTrialOfLimitedMemoryBfgs() {
    JsonNode golden = Golden.read("rule-l-bfgs");
    JsonNode trials = golden.get("trials");
    assertTrue(trials.size() >= 40);
    FlatVector weights = FlatVector.of(Precision.FLOAT64, numbers(trials.get(0)));
    Updater updater =
        Updater.start(
            Chain.of(new LimitedMemoryBfgs(4)),
            Layouts.matrix(weights.length()),
            Precision.FLOAT64);
    for (int trial = 0; trial < trials.size(); trial++) {
      Golden.assertNear(
          numbers(trials.get(trial)), weights.toDoubles(), 1e-6, "point of trial " + trial);
      double[] w = weights.toDoubles();
      double loss = Functions.ROSENBROCK.loss(w);
      assertEquals(golden.get("losses").get(trial).doubleValue(), loss, 1e-6 * (1e-3 + loss));
      updater.update(
          weights,
          new RoundMean(
              FlatVector.of(Precision.FLOAT64, Functions.ROSENBROCK.gradient(w)), loss, 1),
          new Progress(trial + 1L, 1, trials.size()));
    }
  }

  @Test
  void aFirstStepOfAdamHasTheLengthOfTheLearningRate() {
    // By hand: m = 0.1 g, v = 0.001 g², corrected to g and g², so the step is η g / (|g| + ε).
    Adam adam = new Adam(rate(0.5), 0.9, 0.999, 1e-8);
    FlatVector weights = FlatVector.of(Precision.FLOAT64, 1, 2, 3);
    Updater updater = Updater.start(Chain.of(adam), Layouts.matrix(3), Precision.FLOAT64);
    FlatVector gradient = FlatVector.of(Precision.FLOAT64, 4, -0.25, 0);
    updater.update(weights, new RoundMean(gradient, 0, 1), new Progress(1, 1, 1));
    assertArrayEquals(new double[] {0.5, 2.5, 3}, weights.toDoubles(), 1e-7);
    UpdateState state = updater.state();
    assertArrayEquals(
        new double[] {0.4, -0.025, 0}, state.vector("adam.first-moment").toDoubles(), 1e-15);
    assertArrayEquals(
        new double[] {0.016, 0.0000625, 0}, state.vector("adam.second-moment").toDoubles(), 1e-15);
  }

  /** Long vectors are cut into blocks that run side by side; no bit may depend on that. */
  @ParameterizedTest
  @MethodSource("cases")
  void longVectorsAreUpdatedAsShortOnes(Case of) {
    // The rules with norms see all of a parameter; the links that do not are the ones compared.
    if (of.layout.spans().size() > 1) {
      return;
    }
    int length = 50_001;
    for (Precision precision : Precision.values()) {
      FlatVector whole = FlatVector.zeros(precision, length);
      FlatVector[] gradients = {FlatVector.zeros(precision, length), null};
      for (int i = 0; i < length; i++) {
        whole.set(i, Math.sin(i));
        gradients[0].set(i, Math.cos(3 * i));
      }
      gradients[1] = gradients[0].copy();
      gradients[1].scale(-0.5);
      FlatVector start = whole.copy();
      Updater updater = Updater.start(new Chain(of.links), Layouts.matrix(length), precision);
      for (int round = 1; round <= 2; round++) {
        RoundMean mean = new RoundMean(gradients[round - 1].copy(), round, 1);
        updater.update(whole, mean, new Progress(round, 1, 2));
      }
      for (int i = 0; i < length; i += 4_999) {
        FlatVector one = FlatVector.of(precision, start.get(i));
        Updater own = Updater.start(new Chain(of.links), Layouts.matrix(1), precision);
        for (int round = 1; round <= 2; round++) {
          FlatVector gradient = FlatVector.of(precision, gradients[round - 1].get(i));
          own.update(one, new RoundMean(gradient, round, 1), new Progress(round, 1, 2));
        }
        assertEquals(one.get(0), whole.get(i), 0, of + " at " + i);
        for (String name : own.state().vectors().keySet()) {
          assertEquals(
              own.state().vector(name).get(0), updater.state().vector(name).get(i), 0, name);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStepGoesAgainstTheGradient(Case of) {
    for (Precision precision : Precision.values()) {
      FlatVector weights = FlatVector.of(precision, 5, 5, 5, 5, 5);
      Updater updater = Updater.start(new Chain(of.links), of.layout, precision);
      FlatVector gradient = FlatVector.of(precision, 1000, -2000, 3000, -1000, -1500);
      updater.update(weights, new RoundMean(gradient, 1, 1), new Progress(1, 1, 1));
      for (int i = 0; i < 5; i++) {
        assertTrue(i % 2 == 0 && i < 4 ? weights.get(i) < 5 : weights.get(i) > 5, of + " " + i);
      }
    }
  }
}
