package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkprop.common.schedule.PolynomialDecay;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.schedule.Schedule;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** Every rule reaches the minimum of a parabola and of Rosenbrock's valley, in both precisions. */
class MinimumTest {
  private static final double START_ON_PARABOLA = 33;
  private static final double START_IN_VALLEY = 24.2;

  /** A rule on a function, with how many rounds it has and what loss it must reach. */
  record Case(UpdateRule rule, Functions function, Precision precision, int rounds, double bound) {}

  /** Falls to 0 over the run, so that rules whose steps do not shrink by themselves settle. */
  private static Schedule falling(double initial) {
    return new PolynomialDecay(initial, 0, 1, OptionalDouble.empty());
  }

  private static Map<UpdateRule, UpdateRule> rulesForParabolaAndValley() {
    Map<UpdateRule, UpdateRule> rules = new LinkedHashMap<>();
    rules.put(new GradientDescent(falling(0.1)), new GradientDescent(falling(0.002)));
    rules.put(new Momentum(falling(0.05), 0.9), new Momentum(falling(0.0005), 0.9));
    rules.put(new Nesterov(falling(0.05), 0.9), new Nesterov(falling(0.0005), 0.9));
    rules.put(new Adagrad(falling(1), 1e-10), new Adagrad(falling(0.5), 1e-10));
    rules.put(new Adadelta(falling(1), 0.95, 1e-6), new Adadelta(falling(1), 0.95, 1e-6));
    rules.put(new RmsProp(falling(0.05), 0.9, 1e-8), new RmsProp(falling(0.01), 0.9, 1e-8));
    rules.put(adam(0.1), adam(0.02));
    rules.put(
        new Amsgrad(falling(0.1), 0.9, 0.999, 1e-8, true),
        new Amsgrad(falling(0.05), 0.9, 0.999, 1e-8, true));
    rules.put(
        new AdamW(falling(0.1), 0.9, 0.999, 1e-8, 0, List.of("weights")),
        new AdamW(falling(0.02), 0.9, 0.999, 1e-8, 0, List.of("weights")));
    rules.put(
        new Nadam(falling(0.1), 0.9, 0.999, 1e-8, 0.004),
        new Nadam(falling(0.02), 0.9, 0.999, 1e-8, 0.004));
    rules.put(new Lion(falling(0.02), 0.9, 0.99), new Lion(falling(0.002), 0.9, 0.99));
    rules.put(new Lars(falling(10), 0.9, 0, 0.001), new Lars(falling(3), 0.9, 0, 0.001));
    rules.put(
        new Lamb(falling(0.05), 0.9, 0.999, 1e-6, 0), new Lamb(falling(0.01), 0.9, 0.999, 1e-6, 0));
    for (Rprop.Form form : Rprop.Form.values()) {
      Rprop rprop = new Rprop(form, 0.5, 1.2, 0.1, 1e-6, 50);
      rules.put(rprop, rprop);
    }
    rules.put(new LimitedMemoryBfgs(5), new LimitedMemoryBfgs(5));
    return rules;
  }

  private static Adam adam(double rate) {
    return new Adam(falling(rate), 0.9, 0.999, 1e-8);
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    rulesForParabolaAndValley()
        .forEach(
            (parabola, valley) -> {
              for (Precision precision : Precision.values()) {
                boolean isQuick = parabola instanceof LimitedMemoryBfgs;
                cases.add(
                    new Case(parabola, Functions.PARABOLA, precision, isQuick ? 200 : 2_000, 1e-6));
                cases.add(
                    new Case(
                        valley, Functions.ROSENBROCK, precision, isQuick ? 600 : 20_000, 1e-2));
              }
            });
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reachesTheMinimum(Case of) {
    FlatVector weights =
        of.function == Functions.PARABOLA
            ? FlatVector.of(of.precision, 0.5, -1, 1, 0.5)
            : FlatVector.of(of.precision, -1.2, 1);
    double first = of.function.loss(weights.toDoubles());
    assertTrue(first > 0.9 * Math.min(START_ON_PARABOLA, START_IN_VALLEY), "starts at " + first);
    Updater updater =
        Updater.start(Chain.of(of.rule), Layouts.matrix(weights.length()), of.precision);
    for (int round = 1; round <= of.rounds; round++) {
      double[] w = weights.toDoubles();
      FlatVector gradient = FlatVector.of(of.precision, of.function.gradient(w));
      updater.update(
          weights,
          new RoundMean(gradient, of.function.loss(w), 1),
          new Progress(round, 1, of.rounds));
    }
    double loss = of.function.loss(updater.evaluated(weights).toDoubles());
    assertTrue(loss < of.bound, "loss " + loss);
  }
}
