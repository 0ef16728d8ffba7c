package org.sparkprop.common.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparkprop.common.loss.TargetKind;

/** What probabilities are worth, by hand. */
class CalibrationBinsTest {
  /** Probabilities are kept as multiples of 2⁻³⁰. */
  private static final double TINY = 1e-9;

  /** Of .72 and .70, in one bin, one came true; .10 and .12, in another, did not; .05 did. */
  @Test
  void binaryByHand() {
    Evaluation evaluation = new Evaluation(TargetKind.BINARY, 1);
    evaluation.add(new double[] {0.72, 0.70, 0.10, 0.12, 0.05}, new double[] {1, 0, 0, 0, 1}, 5);
    CalibrationBins.Bin bin = evaluation.calibration().orElseThrow().bins().get(10);
    assertEquals(2, bin.rows());
    assertEquals(0.71, bin.meanProbability(), TINY);
    assertEquals(0.5, bin.share(), TINY);
    double error = (2 * (0.71 - 0.5) + 2 * 0.11 + (1 - 0.05)) / 5;
    assertEquals(error, evaluation.measures().get("calibration-error"), TINY);
    double brier = (0.28 * 0.28 + 0.7 * 0.7 + 0.1 * 0.1 + 0.12 * 0.12 + 0.95 * 0.95) / 5;
    assertEquals(brier, evaluation.measures().get("brier-score"), TINY);
  }

  /** Two classes with two outputs are measured as with one. */
  @Test
  void twoOutputsAreAsOne() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 2);
    evaluation.add(new double[] {0.28, 0.72, 0.9, 0.1}, new double[] {1, 1}, 2);
    assertEquals((0.28 * 0.28 + 0.9 * 0.9) / 2, evaluation.measures().get("brier-score"), TINY);
    assertEquals((0.28 + 0.9) / 2, evaluation.measures().get("calibration-error"), TINY);
  }

  /** The predicted classes have .5, right, and .8, wrong. */
  @Test
  void ofThreeClassesThePredictedOneCounts() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 3);
    evaluation.add(new double[] {0.5, 0.3, 0.2, 0.1, 0.1, 0.8}, new double[] {0, 1}, 2);
    assertEquals((0.5 + 0.8) / 2, evaluation.measures().get("calibration-error"), TINY);
    assertEquals(
        (0.25 + 0.09 + 0.04 + 0.01 + 0.81 + 0.64) / 2,
        evaluation.measures().get("brier-score"),
        TINY);
  }

  @Test
  void theEndsOfTheRangeHaveTheirBins() {
    Evaluation evaluation = new Evaluation(TargetKind.BINARY, 1);
    evaluation.add(new double[] {0, 1, Double.NaN}, new double[] {0, 1, 1}, 3);
    CalibrationBins bins = evaluation.calibration().orElseThrow();
    assertEquals(1, bins.bins().get(CalibrationBins.BINS - 1).rows());
    assertEquals(2, bins.bins().get(0).rows());
    assertEquals(1.0 / 3, evaluation.measures().get("brier-score"), TINY, "no number is all wrong");
    assertTrue(new Evaluation(TargetKind.NUMBER, 1).calibration().isEmpty());
  }

  @Test
  void balancedAccuracyIsOfTheClassesThatHaveRows() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 3);
    double[] zero = {0.8, 0.1, 0.1};
    double[] two = {0.1, 0.1, 0.8};
    evaluation.add(zero, new double[] {0}, 1);
    evaluation.add(zero, new double[] {0}, 1);
    evaluation.add(two, new double[] {0}, 1);
    evaluation.add(zero, new double[] {1}, 1);
    assertEquals((2.0 / 3 + 0) / 2, evaluation.measures().get("balanced-accuracy"), TINY);
  }
}
