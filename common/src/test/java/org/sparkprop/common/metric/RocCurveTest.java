package org.sparkprop.common.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.loss.TargetKind;

/** Thresholds and their shares, worked out by hand. */
class RocCurveTest {
  private static final double TINY = 1e-12;

  /** Positives .9 .8 .4, negatives .8 .3 .2 .1. */
  private static Evaluation sevenRows() {
    Evaluation evaluation = new Evaluation(TargetKind.BINARY, 1);
    evaluation.add(
        new double[] {0.9, 0.8, 0.4, 0.8, 0.3, 0.2, 0.1}, new double[] {1, 1, 1, 0, 0, 0, 0}, 7);
    return evaluation;
  }

  private static RocCurve curve(int positive) {
    return sevenRows().curve(positive).orElseThrow();
  }

  @Test
  void whatThresholdsMakeOfSevenRows() {
    ThresholdCounts half = curve(1).at(0.5);
    assertEquals(new ThresholdCounts(0.5f, 2, 1, 3, 1), half);
    assertEquals(2.0 / 3, half.sensitivity(), TINY);
    assertEquals(3.0 / 4, half.specificity(), TINY);
    assertEquals(2.0 / 3, half.positivePredictiveValue(), TINY);
    assertEquals(3.0 / 4, half.negativePredictiveValue(), TINY);
    assertEquals(5.0 / 7, half.accuracy(), TINY);
    assertEquals(new ThresholdCounts(0.8f, 2, 1, 3, 1), curve(1).at(0.8), "a score is enough");
    assertEquals(new ThresholdCounts(0, 3, 4, 0, 0), curve(1).at(0));
    ThresholdCounts none = curve(1).at(0.95);
    assertEquals(new ThresholdCounts(0.95f, 0, 0, 4, 3), none);
    assertFalse(none.measures().containsKey("positive-predictive-value"), "nothing to divide by");
    assertEquals(0.0, none.measures().get("sensitivity"));
  }

  @Test
  void theLargestThresholdThatIsSensitiveEnough() {
    RocCurve curve = curve(1);
    assertEquals(0.9f, curve.atSensitivity(0.33).orElseThrow().threshold());
    assertEquals(0.8f, curve.atSensitivity(0.34).orElseThrow().threshold());
    assertEquals(new ThresholdCounts(0.4f, 3, 1, 3, 0), curve.atSensitivity(0.98).orElseThrow());
    assertEquals(curve.at(0.4), curve.atSensitivity(1).orElseThrow(), "found and named alike");
    Evaluation healthy = new Evaluation(TargetKind.BINARY, 1);
    healthy.add(new double[] {0.3}, new double[] {0}, 1);
    assertTrue(healthy.curve(1).orElseThrow().atSensitivity(0.5).isEmpty());
  }

  /** Of the negatives' own probabilities, .9 .8 .7 .2, against .6 .2 .1. */
  @Test
  void theOtherClassIsThePositiveOne() {
    RocCurve curve = curve(0);
    assertEquals(new ThresholdCounts(0.7f, 3, 0, 3, 1), curve.at(0.7));
    assertEquals(new ThresholdCounts(1 - 0.8f, 4, 2, 1, 0), curve.atSensitivity(1).orElseThrow());
  }

  @Test
  void ofThreeClassesEachAgainstTheRest() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 3);
    evaluation.add(
        new double[] {0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.1, 0.1, 0.8}, new double[] {0, 1, 1}, 3);
    assertEquals(new ThresholdCounts(0.3f, 1, 1, 0, 1), evaluation.curve(1).orElseThrow().at(0.3));
    assertTrue(new Evaluation(TargetKind.NUMBER, 1).curve(0).isEmpty());
    assertTrue(new Evaluation(TargetKind.BINARY, 2).curve(0).isEmpty());
  }

  /** The area under the points by trapezoids is the area that counts pairs. */
  @Test
  void theAreaUnderThePointsIsTheExactOne() {
    Random random = new Random(7);
    Evaluation whole = new Evaluation(TargetKind.CLASS_INDEX, 2);
    Evaluation[] parts = {
      new Evaluation(TargetKind.CLASS_INDEX, 2), new Evaluation(TargetKind.CLASS_INDEX, 2)
    };
    for (int i = 0; i < 500; i++) {
      double score = Math.round(random.nextDouble() * 50) / 50.0;
      double[] row = {1 - score, score};
      double[] label = {random.nextDouble() < score ? 1 : 0};
      whole.add(row, label, 1);
      parts[random.nextInt(2)].add(row, label, 1);
    }
    List<ThresholdCounts> points = whole.curve(1).orElseThrow().points();
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      ThresholdCounts from = points.get(i - 1);
      ThresholdCounts to = points.get(i);
      area += (from.specificity() - to.specificity()) * (from.sensitivity() + to.sensitivity()) / 2;
    }
    assertEquals(whole.measures().get("auc"), area, TINY);
    parts[1].add(Evaluation.decode(TargetKind.CLASS_INDEX, 2, parts[0].encode()));
    assertEquals(points, parts[1].curve(1).orElseThrow().points());
    assertEquals(
        whole.measures().get("calibration-error"), parts[1].measures().get("calibration-error"));
    assertEquals(whole.measures().get("brier-score"), parts[1].measures().get("brier-score"));
  }
}
