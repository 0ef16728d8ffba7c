package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/** What composes with a rule, by hand, and the laws of composition. */
class ChainTest {
  private static final GradientDescent PLAIN = new GradientDescent(new Constant(0.5));
  private static final Adam ADAM = new Adam(new Constant(0.1), 0.9, 0.999, 1e-8);

  /** A matrix [2, 2] and a bias [2]. */
  private static final ParameterLayout LAYOUT = Layouts.dense(2, 2);

  private static FlatVector vector(double... values) {
    return FlatVector.of(Precision.FLOAT64, values);
  }

  private static Updater updater(Link... links) {
    return Updater.start(Chain.of(links), LAYOUT, Precision.FLOAT64);
  }

  private static Map<String, Double> update(Updater updater, FlatVector weights, double... g) {
    return updater.update(weights, new RoundMean(vector(g), 2, 1), new Progress(1, 1, 10));
  }

  private static void assertWeights(FlatVector weights, double... expected) {
    assertArrayEquals(expected, weights.toDoubles(), 1e-12, weights.toString());
  }

  @Test
  void noParameters() {
    FlatVector none = vector();
    Updater updater =
        Updater.start(
            Chain.of(new Clip(OptionalDouble.of(1), OptionalDouble.empty()), ADAM),
            new ParameterLayout(List.of()),
            Precision.FLOAT64);
    updater.update(none, new RoundMean(vector(), 0, 0), new Progress(1, 1, 1));
    assertEquals(0, none.length());
  }

  @Test
  void normsAreClippedOverAllParameters() {
    Clip clip = new Clip(OptionalDouble.of(5), OptionalDouble.empty());
    FlatVector weights = vector(0, 0, 0, 0, 0, 0);
    // The norm of 6, 0, 0, 0, 8, 0 is 10: halved; then the learning rate halves again.
    Map<String, Double> figures = update(updater(clip, PLAIN), weights, 6, 0, 0, 0, 8, 0);
    assertWeights(weights, -1.5, 0, 0, 0, -2, 0);
    assertEquals(10, figures.get("gradient-norm"), 1e-12);
    assertEquals(0.5, figures.get("learning-rate"));
    FlatVector small = vector(0, 0, 0, 0, 0, 0);
    update(updater(clip, PLAIN), small, 3, 0, 0, 0, 4, 0);
    assertWeights(small, -1.5, 0, 0, 0, -2, 0);
  }

  @Test
  void valuesAreClippedBeforeTheNorm() {
    Clip clip = new Clip(OptionalDouble.of(2.5), OptionalDouble.of(4));
    FlatVector weights = vector(0, 0, 0, 0, 0, 0);
    // 30, −3 become 4, −3, whose norm is 5.
    update(updater(clip, PLAIN), weights, 30, -3, 0, 0, 0, 0);
    assertWeights(weights, -1, 0.75, 0, 0, 0, 0);
  }

  @Test
  void penaltiesJoinLossAndGradientOfWeightsAlone() {
    Penalty penalty = new Penalty(0.1, 0.2, List.of("weights"));
    FlatVector weights = vector(1, -2, 0, 3, 10, 10);
    Map<String, Double> figures = update(updater(penalty, PLAIN), weights, 0, 0, 0, 1, 1, 0);
    // 0.1 · (1 + 2 + 3) + 0.1 · (1 + 4 + 9)
    assertEquals(2, figures.get("penalty"), 1e-12);
    assertWeights(weights, 1 - 0.15, -2 + 0.25, 0, 3 - 0.85, 9.5, 10);
  }

  @Test
  void theOrderOfLinksCounts() {
    Penalty penalty = new Penalty(0, 1, List.of("all"));
    Clip clip = new Clip(OptionalDouble.empty(), OptionalDouble.of(1));
    FlatVector penaltyFirst = vector(4, 0, 0, 0, 0, 0);
    update(updater(penalty, clip, PLAIN), penaltyFirst, 1, 0, 0, 0, 0, 0);
    assertWeights(penaltyFirst, 3.5, 0, 0, 0, 0, 0);
    FlatVector clipFirst = vector(4, 0, 0, 0, 0, 0);
    update(updater(clip, penalty, PLAIN), clipFirst, 1, 0, 0, 0, 0, 0);
    assertWeights(clipFirst, 1.5, 0, 0, 0, 0, 0);
  }

  /** The norm is a sum on which the rest waits: two sweeps give what a scaled gradient would. */
  @Test
  void clippingThenARuleIsTheRuleOnTheClippedGradient() {
    for (Precision precision : Precision.values()) {
      int length = 30_000;
      FlatVector gradient = FlatVector.zeros(precision, length);
      FlatVector clipped = FlatVector.zeros(precision, length);
      // 30,000 numbers of size 2: the norm is 200 √3, the factor of 50 √3 exactly a quarter.
      for (int i = 0; i < length; i++) {
        gradient.set(i, i % 3 == 0 ? 2 : -2);
        clipped.set(i, i % 3 == 0 ? 0.5 : -0.5);
      }
      double norm = Math.sqrt(4.0 * length);
      Clip clip = new Clip(OptionalDouble.of(norm / 4), OptionalDouble.empty());
      FlatVector one = FlatVector.zeros(precision, length);
      FlatVector other = FlatVector.zeros(precision, length);
      ParameterLayout layout = Layouts.matrix(length);
      Updater.start(Chain.of(clip, ADAM), layout, precision)
          .update(one, new RoundMean(gradient, 0, 1), new Progress(1, 1, 1));
      Updater.start(Chain.of(ADAM), layout, precision)
          .update(other, new RoundMean(clipped, 0, 1), new Progress(1, 1, 1));
      assertEquals(other, one);
    }
  }

  @Test
  void decayIsDecoupledFromTheMoments() {
    WeightDecay decay = new WeightDecay(0.5, List.of("weights"));
    FlatVector decayed = vector(1, -2, 0, 3, 10, 10);
    FlatVector plain = decayed.copy();
    update(updater(ADAM, decay.with(ADAM)), decayed, 1, 1, 1, 1, 1, 1);
    update(updater(ADAM), plain, 1, 1, 1, 1, 1, 1);
    double[] expected = plain.toDoubles();
    double[] start = {1, -2, 0, 3, 0, 0};
    for (int i = 0; i < start.length; i++) {
      expected[i] -= 0.1 * 0.5 * start[i];
    }
    assertWeights(decayed, expected);
  }

  @Test
  void layersHaveTheirOwnRates() {
    LayerRates rates = new LayerRates(Map.of("0.weight", 0.1, "bias", 0.0));
    FlatVector weights = vector(0, 0, 0, 0, 5, 5);
    update(updater(PLAIN, rates), weights, 2, 4, 0, 0, 8, 8);
    assertWeights(weights, -0.1, -0.2, 0, 0, 5, 5);
    FlatVector both = vector(0, 0, 0, 0, 0, 0);
    update(updater(PLAIN, new LayerRates(Map.of("0", 0.5, "bias", 0.1))), both, 2, 2, 2, 2, 2, 2);
    assertWeights(both, -0.5, -0.5, -0.5, -0.5, -0.05, -0.05);
  }

  @Test
  void incomingWeightsAreLimitedByUnit() {
    MaxNorm limit = new MaxNorm(1, List.of("weights"));
    // Columns 3, 4 and 0.3, 0.4: norms 5 and 0.5.
    FlatVector weights = vector(3, 0.3, 4, 0.4, 7, 7);
    update(updater(PLAIN, limit), weights, 0, 0, 0, 0, 0, 0);
    assertWeights(weights, 0.6, 0.3, 0.8, 0.4, 7, 7);
  }

  @Test
  void incomingWeightsOfAConvolutionAreItsKernels() {
    ParameterLayout layout = new ParameterLayout(List.of(Layouts.span(0, "weight", 0, 2, 1, 2)));
    FlatVector weights = vector(3, 4, 0.3, 0.4);
    Updater updater =
        Updater.start(Chain.of(PLAIN, new MaxNorm(1, List.of("all"))), layout, Precision.FLOAT64);
    update(updater, weights, 0, 0, 0, 0);
    assertWeights(weights, 0.6, 0.8, 0.3, 0.4);
  }

  @Test
  void theAverageIsEvaluatedAndTrainingGoesOnFromTheWeights() {
    Updater updater = updater(PLAIN, new WeightAverage(0.5));
    FlatVector weights = vector(8, 0, 0, 0, 0, 0);
    assertEquals(weights, updater.evaluated(weights));
    update(updater, weights, 8, 0, 0, 0, 0, 0);
    assertEquals(4, updater.evaluated(weights).get(0));
    update(updater, weights, 8, 0, 0, 0, 0, 0);
    assertWeights(weights, 0, 0, 0, 0, 0, 0);
    // The second update's decay is (1 + 1) / (10 + 1), less than one half.
    assertEquals(4 * 2.0 / 11, updater.evaluated(weights).get(0), 1e-12);
    for (int i = 0; i < 8; i++) {
      update(updater, weights, 0, 0, 0, 0, 0, 0);
    }
    double before = updater.evaluated(weights).get(0);
    update(updater, weights, 0, 0, 0, 0, 0, 0);
    assertEquals(before / 2, updater.evaluated(weights).get(0), 1e-12);
  }

  @Test
  void accumulatedRoundsAreOneLargeBatch() {
    Clip clip = new Clip(OptionalDouble.of(0.7), OptionalDouble.empty());
    Updater accumulating = updater(new Accumulation(3), clip, ADAM);
    Updater whole = updater(clip, ADAM);
    FlatVector small = vector(1, 2, 3, 4, 5, 6);
    FlatVector large = small.copy();
    double[][] gradients = {{1, 0, 2, 0, 0, -1}, {3, 1, 0, 0, 1, 0}, {0, 0, 5, -2, 0, 0}};
    double[] rows = {2, 1, 5};
    for (int update = 0; update < 2; update++) {
      double[] mean = new double[6];
      for (int round = 0; round < 3; round++) {
        FlatVector before = small.copy();
        accumulating.update(
            small,
            new RoundMean(vector(gradients[round]), round, rows[round]),
            new Progress(3L * update + round + 1, 3, 6));
        assertEquals(round < 2, before.equals(small), "round " + round);
        for (int i = 0; i < 6; i++) {
          mean[i] += rows[round] * gradients[round][i] / 8;
        }
      }
      whole.update(large, new RoundMean(vector(mean), 0, 8), new Progress(update + 1, 1, 2));
      assertWeights(small, large.toDoubles());
    }
  }

  @Test
  void whatIsAccumulatedAtTheEndOfTheRunIsUsed() {
    Updater updater = updater(new Accumulation(4), PLAIN);
    FlatVector weights = vector(0, 0, 0, 0, 0, 0);
    for (int round = 1; round <= 2; round++) {
      updater.update(
          weights, new RoundMean(vector(2, 0, 0, 0, 0, 0), 0, 3), new Progress(round, 2, 2));
    }
    assertWeights(weights, -1, 0, 0, 0, 0, 0);
    updater.update(weights, new RoundMean(vector(2, 0, 0, 0, 0, 0), 0, 0), new Progress(2, 2, 2));
    assertWeights(weights, -1, 0, 0, 0, 0, 0);
  }

  private static EpochMeasures epoch(long number, double loss, FlatVector weights) {
    Map<String, Double> measures = Map.of("validation-loss", loss, "validation-accuracy", 1 - loss);
    return new EpochMeasures(number, measures, weights);
  }

  @Test
  void theRateFallsOnAPlateau() {
    Updater updater = updater(new ReduceOnPlateau("validation-loss", 0.5, 1, 0.01, 0.2), PLAIN);
    FlatVector weights = vector(0, 0, 0, 0, 0, 0);
    double[] losses = {1, 0.5, 0.499, 0.498, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4};
    double[] rates = {0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.1, 0.1};
    for (int i = 0; i < losses.length; i++) {
      updater.epochEnded(epoch(i + 1, losses[i], weights));
      double rate = update(updater, weights, 0, 0, 0, 0, 0, 0).get("learning-rate");
      assertEquals(rates[i], rate, 1e-12, "after epoch " + (i + 1));
    }
  }

  @Test
  void theBestEpochIsKept() {
    for (String measure : List.of("validation-loss", "validation-accuracy")) {
      Updater updater = updater(PLAIN, new EarlyStopping(measure, 2, 0));
      double[] losses = {1, 0.25, 0.5, 0.25};
      assertEquals(vector(7), updater.kept(vector(7)));
      assertEquals(OptionalLong.empty(), updater.bestEpoch());
      for (int i = 0; i < losses.length; i++) {
        updater.epochEnded(epoch(i + 1, losses[i], vector(i, i, i, i, i, i)));
        assertEquals(i == 3, updater.wantsStop(), measure + " after epoch " + (i + 1));
      }
      assertEquals(OptionalLong.of(2), updater.bestEpoch());
      assertEquals(vector(1, 1, 1, 1, 1, 1), updater.kept(vector(9, 9, 9, 9, 9, 9)));
    }
  }

  @Test
  void aMeasureThatIsNotThereIsNamed() {
    Updater updater = updater(PLAIN, new EarlyStopping("validation-acuracy", 2, 0));
    String message =
        assertThrows(UserMistake.class, () -> updater.epochEnded(epoch(1, 1, vector())))
            .getMessage();
    assertTrue(
        message.startsWith("training.early-stopping.measure: no measure is called"), message);
    assertTrue(message.contains("validation-accuracy"), message);
  }

  @Test
  void aParameterThatIsNotThereIsNamed() {
    Chain chain = Chain.of(PLAIN, new LayerRates(Map.of("0.wieght", 0.1)));
    assertEquals(
        "training.layer-rates: no layer or parameter is called `0.wieght`; did you mean"
            + " `0.weight`?",
        assertThrows(ConfigurationException.class, () -> chain.check(LAYOUT)).getMessage());
    Chain.of(PLAIN, new LayerRates(Map.of("dense", 1.0, "0", 1.0, "bias", 1.0, "all", 1.0)))
        .check(LAYOUT);
  }

  @Test
  void aLinkStandsOnceInAChain() {
    assertThrows(IllegalArgumentException.class, () -> Chain.of(ADAM, ADAM));
  }

  /** Unlike parameters, the rest of this class uses short vectors; here sums have many blocks. */
  @Test
  void sumsDependOnNothingButTheLayout() {
    ParameterLayout layout = Layouts.dense(300, 200);
    for (UpdateRule rule :
        List.of(
            new Lamb(new Constant(0.1), 0.9, 0.999, 1e-6, 0.01),
            new Lars(new Constant(1), 0.9, 0.01, 0.01))) {
      FlatVector first = run(rule, layout, 3);
      for (int again = 0; again < 5; again++) {
        assertEquals(first, run(rule, layout, 3), rule.toString());
      }
      assertNotEquals(first, run(rule, layout, 2));
    }
  }

  private static FlatVector run(UpdateRule rule, ParameterLayout layout, int rounds) {
    FlatVector weights = FlatVector.zeros(Precision.FLOAT32, layout.length());
    Clip clip = new Clip(OptionalDouble.of(1), OptionalDouble.empty());
    Updater updater = Updater.start(Chain.of(clip, rule), layout, Precision.FLOAT32);
    for (int round = 1; round <= rounds; round++) {
      FlatVector gradient = weights.copy();
      for (int i = 0; i < gradient.length(); i++) {
        gradient.set(i, gradient.get(i) + Math.sin(i * 0.37));
      }
      updater.update(weights, new RoundMean(gradient, 0, 1), new Progress(round, 1, rounds));
    }
    return weights;
  }
}
