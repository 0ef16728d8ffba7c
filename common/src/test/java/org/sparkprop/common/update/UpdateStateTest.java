package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** With the weights, the state is all that a run needs to go on with the same bits. */
class UpdateStateTest {
  private static final ParameterLayout LAYOUT = Layouts.dense(2, 2);

  /** Every rule by its bare name, and every other link beside one. */
  private static List<Chain> chains() {
    List<Chain> chains = new ArrayList<>();
    Stream.of(UpdateRule.class.getAnnotation(Members.class).value())
        .map(member -> Binder.bind(TextNode.valueOf(Names.of(member)), UpdateRule.class, "rule"))
        .forEach(rule -> chains.add(Chain.of(rule)));
    chains.add(Chain.of(new LevenbergMarquardt(0.001, 0, 3, 0.01)));
    for (Rprop.Form form : Rprop.Form.values()) {
      chains.add(Chain.of(new Rprop(form, 0.5, 1.2, 0.1, 1e-6, 50)));
    }
    Adam adam = new Adam(new Constant(0.01), 0.9, 0.999, 1e-8);
    chains.add(
        Chain.of(
            new Accumulation(2),
            new Penalty(1e-3, 1e-3, List.of("all")),
            new Clip(OptionalDouble.of(10), OptionalDouble.of(5)),
            new ReduceOnPlateau("train-loss", 0.5, 0, 0, 0),
            adam,
            new WeightDecay(0.1, List.of("all")).with(adam),
            new LayerRates(Map.of("bias", 2.0)),
            new MaxNorm(3, List.of("all")),
            new WeightAverage(0.9),
            new EarlyStopping("train-loss", 3, 0)));
    return chains;
  }

  private static void run(Updater updater, FlatVector weights, int from, int to) {
    for (int round = from; round <= to; round++) {
      double[] w = weights.toDoubles();
      double loss = Functions.ROSENBROCK.loss(w);
      FlatVector gradient = FlatVector.of(weights.precision(), Functions.ROSENBROCK.gradient(w));
      RoundMean mean = new RoundMean(gradient, loss, 4, Optional.of(curvature(gradient)));
      updater.update(weights, mean, new Progress(round, 4, 40));
      if (round % 4 == 0) {
        updater.epochEnded(
            new EpochMeasures(round / 4, Map.of("train-loss", loss), updater.evaluated(weights)));
      }
    }
  }

  /** For rules that want one: the triangle of a matrix that depends on the gradient. */
  private static FlatVector curvature(FlatVector gradient) {
    int parameters = gradient.length();
    FlatVector triangle =
        FlatVector.zeros(gradient.precision(), (int) Curvature.triangle(parameters));
    int at = 0;
    for (int i = 0; i < parameters; i++) {
      for (int j = i; j < parameters; j++) {
        triangle.set(at, gradient.get(i) * gradient.get(j) + (i == j ? 1 : 0));
        at++;
      }
    }
    return triangle;
  }

  @ParameterizedTest
  @EnumSource
  void aSavedRunGoesOnWithTheSameBits(Precision precision) {
    for (Chain chain : chains()) {
      // Cuts within an epoch, within accumulated rounds and within line searches.
      for (int cut = 1; cut < 20; cut++) {
        FlatVector weights = FlatVector.of(precision, -1.2, 1, 0.5, 0.3, -0.2, 0.9);
        Updater whole = Updater.start(chain, LAYOUT, precision);
        run(whole, weights, 1, cut);
        FlatVector saved = weights.copy();
        Updater resumed = Updater.resume(chain, LAYOUT, precision, copy(whole.state()));
        run(whole, weights, cut + 1, 20);
        run(resumed, saved, cut + 1, 20);
        assertEquals(weights, saved, chain + " cut after " + cut);
        assertEquals(whole.kept(weights), resumed.kept(saved), chain.toString());
        assertEquals(whole.state().numbers(), resumed.state().numbers(), chain.toString());
        assertEquals(whole.state().vectors(), resumed.state().vectors(), chain.toString());
      }
    }
  }

  private static UpdateState copy(UpdateState state) {
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    state.vectors().forEach((name, vector) -> vectors.put(name, vector.copy()));
    return new UpdateState(vectors, state.numbers());
  }

  @Test
  void aStateOfAnotherChainIsRefused() {
    Adam adam = new Adam(new Constant(0.01), 0.9, 0.999, 1e-8);
    UpdateState state = Updater.start(Chain.of(adam), LAYOUT, Precision.FLOAT32).state();
    Chain other = Chain.of(new Momentum(new Constant(0.01), 0.9));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Updater.resume(other, LAYOUT, Precision.FLOAT32, state))
            .getMessage();
    assertTrue(message.contains("momentum.velocity"), message);
    assertTrue(message.contains("adam.first-moment"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Updater.resume(Chain.of(adam), LAYOUT, Precision.FLOAT64, state))
            .getMessage();
    assertTrue(message.contains("FLOAT64") && message.contains("FLOAT32"), message);
  }

  /** The defaults that the Javadoc gives sources for. */
  @Test
  void defaultsAreTheirSources() {
    Map<String, UpdateRule> rules = new LinkedHashMap<>();
    rules.put("gradient-descent", new GradientDescent(new Constant(0.01)));
    rules.put("momentum", new Momentum(new Constant(0.01), 0.9));
    rules.put("nesterov", new Nesterov(new Constant(0.01), 0.9));
    rules.put("adagrad", new Adagrad(new Constant(0.01), 1e-10));
    rules.put("adadelta", new Adadelta(new Constant(1), 0.95, 1e-6));
    rules.put("rmsprop", new RmsProp(new Constant(0.001), 0.9, 1e-8));
    rules.put("adam", new Adam(new Constant(0.001), 0.9, 0.999, 1e-8));
    rules.put("amsgrad", new Amsgrad(new Constant(0.001), 0.9, 0.999, 1e-8, true));
    rules.put("adamw", new AdamW(new Constant(0.001), 0.9, 0.999, 1e-8, 0.01, List.of("weights")));
    rules.put("nadam", new Nadam(new Constant(0.002), 0.9, 0.999, 1e-8, 0.004));
    rules.put("lion", new Lion(new Constant(1e-4), 0.9, 0.99));
    rules.put("lars", new Lars(new Constant(1), 0.9, 0.0005, 0.001));
    rules.put("lamb", new Lamb(new Constant(0.001), 0.9, 0.999, 1e-6, 0.01));
    rules.put("rprop", new Rprop(Rprop.Form.IRPROP_PLUS, 0.5, 1.2, 0.1, 1e-6, 50));
    rules.put("l-bfgs", new LimitedMemoryBfgs(10));
    rules.put("levenberg-marquardt", new LevenbergMarquardt(0.001, 5000, 50, 0.01));
    List<String> names =
        Stream.of(UpdateRule.class.getAnnotation(Members.class).value()).map(Names::of).toList();
    assertEquals(names, List.copyOf(rules.keySet()));
    rules.forEach(
        (name, rule) -> {
          assertEquals(rule, Binder.bind(TextNode.valueOf(name), UpdateRule.class, "rule"));
          assertEquals(rule, Binder.bind(ConfigurationTree.of(rule), UpdateRule.class, "rule"));
        });
  }
}
