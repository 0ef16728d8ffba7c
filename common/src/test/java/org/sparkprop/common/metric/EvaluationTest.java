package org.sparkprop.common.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.loss.TargetKind;

/** Measures worked out by hand, and merged in pieces. */
class EvaluationTest {
  private static final double TINY = 1e-12;

  @Test
  void threeClassesByHand() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 3);
    double[] predictions = {
      0.7, 0.2, 0.1, // class 0, right
      0.2, 0.5, 0.3, // class 0, taken for 1
      0.1, 0.8, 0.1, // class 1, right
      0.3, 0.3, 0.4, // class 1, taken for 2
      0.1, 0.1, 0.8 // class 2, right
    };
    evaluation.add(predictions, new double[] {0, 0, 1, 1, 2}, 5);
    evaluation.addLoss(6, 4);
    Map<String, Double> measures = evaluation.measures();
    assertEquals(1.5, measures.get("loss"), TINY);
    assertEquals(3.0 / 5, measures.get("accuracy"), TINY);
    assertEquals((1 + 0.5 + 0.5) / 3, measures.get("precision"), TINY);
    assertEquals((0.5 + 0.5 + 1) / 3, measures.get("recall"), TINY);
    assertEquals((2.0 / 3 + 0.5 + 2.0 / 3) / 3, measures.get("f1"), TINY);
    double log = -Math.log(0.7 * 0.2 * 0.8 * 0.3 * 0.8) / 5;
    assertEquals(log, measures.get("log-loss"), TINY);
    // Class 0: scores .7 .2 against .1 .3 .1: pairs 3 + 2 of 6. Class 1: .8 .3 against .2 .5 .1:
    // 3 + 2 of 6. Class 2: .8 against .1 .3 .1 .4: 4 of 4.
    assertEquals((5.0 / 6 + 5.0 / 6 + 1) / 3, measures.get("auc"), TINY);
    assertFalse(measures.containsKey("top-3-accuracy"), "of three classes it says nothing");
    ConfusionMatrix confusion = evaluation.confusion().orElseThrow();
    assertEquals(1, confusion.count(0, 1));
    assertEquals(2, confusion.actual(1));
    assertEquals(2, confusion.predicted(2));
    assertEquals(5, confusion.rows());
  }

  @Test
  void amongTheThreeBestOfFive() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 5);
    double[] row = {0.4, 0.3, 0.1, 0.1, 0.1};
    for (int label = 0; label < 5; label++) {
      evaluation.add(row, new double[] {label}, 1);
    }
    // Of the equal scores of classes 2, 3 and 4 the first counts as the better one.
    assertEquals(3.0 / 5, evaluation.measures().get("top-3-accuracy"), TINY);
  }

  @Test
  void binaryByHand() {
    Evaluation evaluation = new Evaluation(TargetKind.BINARY, 1);
    evaluation.add(new double[] {0.9, 0.6, 0.5, 0.2, 0.6}, new double[] {1, 0, 1, 0, 1}, 5);
    Map<String, Double> measures = evaluation.measures();
    assertEquals(4.0 / 5, measures.get("accuracy"), TINY);
    // Positives .9 .5 .6 against negatives .6 .2: 2 + 1 + (½ + 1) of 6.
    assertEquals(4.5 / 6, measures.get("auc"), TINY);
    assertEquals(-Math.log(0.9 * 0.4 * 0.5 * 0.8 * 0.6) / 5, measures.get("log-loss"), TINY);
  }

  @Test
  void numbersByHand() {
    Evaluation evaluation = new Evaluation(TargetKind.NUMBER, 2);
    evaluation.add(new double[] {1, 10, 2, 10, 6, 10}, new double[] {1, 10, 3, 12, 5, 8}, 3);
    Map<String, Double> measures = evaluation.measures();
    assertEquals((2.0 / 3 + 8.0 / 3) / 2, measures.get("mean-squared-error"), TINY);
    assertEquals(Math.sqrt(5.0 / 3), measures.get("root-mean-squared-error"), TINY);
    assertEquals((2.0 / 3 + 4.0 / 3) / 2, measures.get("mean-absolute-error"), TINY);
    // Variances 8/3 and 8/3 over three rows.
    assertEquals((1 - 2.0 / 8 + 1 - 8.0 / 8) / 2, measures.get("r2"), TINY);
  }

  @Test
  void whatIsNotDefinedIsLeftOut() {
    assertTrue(new Evaluation(TargetKind.NUMBER, 1).measures().isEmpty(), "no rows");
    Evaluation oneKind = new Evaluation(TargetKind.BINARY, 1);
    oneKind.add(new double[] {0.7, 0.9}, new double[] {1, 1}, 2);
    assertFalse(oneKind.measures().containsKey("auc"));
    assertEquals(1, oneKind.measures().get("accuracy"), TINY);
    Evaluation constant = new Evaluation(TargetKind.NUMBER, 1);
    constant.add(new double[] {1, 2}, new double[] {3, 3}, 2);
    assertFalse(constant.measures().containsKey("r2"));
  }

  @Test
  void certainAndWrongIsFinite() {
    Evaluation evaluation = new Evaluation(TargetKind.CLASS_INDEX, 2);
    evaluation.add(new double[] {1, 0}, new double[] {1}, 1);
    assertEquals(-Math.log(1e-15), evaluation.measures().get("log-loss"), TINY);
  }

  /** Pieces, sent as bytes and merged in any order, measure what one pass over all measures. */
  @Test
  void piecesMergeToTheWhole() {
    for (TargetKind kind : TargetKind.values()) {
      int outputs = kind == TargetKind.CLASS_INDEX ? 6 : 2;
      Random random = new Random(5);
      Evaluation whole = new Evaluation(kind, outputs);
      Evaluation[] pieces = new Evaluation[7];
      for (int p = 0; p < pieces.length; p++) {
        pieces[p] = new Evaluation(kind, outputs);
        int rows = p * 5;
        double[] predictions = random.doubles((long) rows * outputs).toArray();
        double[] targets =
            kind == TargetKind.CLASS_INDEX
                ? random.ints(rows, 0, outputs).asDoubleStream().toArray()
                : kind == TargetKind.BINARY
                    ? random.ints((long) rows * outputs, 0, 2).asDoubleStream().toArray()
                    : random.doubles((long) rows * outputs).toArray();
        whole.add(predictions, targets, rows);
        pieces[p].add(predictions, targets, rows);
      }
      for (int step : new int[] {1, 3, 5}) {
        Evaluation merged = new Evaluation(kind, outputs);
        for (int p = 0; p < pieces.length; p++) {
          merged.add(Evaluation.decode(kind, outputs, pieces[p * step % pieces.length].encode()));
        }
        assertEquals(whole.rows(), merged.rows());
        Map<String, Double> expected = whole.measures();
        assertEquals(expected.keySet(), merged.measures().keySet());
        merged
            .measures()
            .forEach((name, value) -> assertEquals(expected.get(name), value, TINY, name));
      }
    }
  }

  /** With more scores than are kept apart the area is still right to the bits that are kept. */
  @Test
  void areasOfMoreScoresThanAreKeptApart() {
    Random random = new Random(9);
    ScoreCounts all = new ScoreCounts();
    ScoreCounts left = new ScoreCounts();
    ScoreCounts right = new ScoreCounts();
    int rows = 300_000;
    for (int i = 0; i < rows; i++) {
      boolean positive = random.nextBoolean();
      double score = random.nextGaussian() + (positive ? 1 : 0);
      all.add(score, positive);
      (i % 3 == 0 ? left : right).add(score, positive);
    }
    right.add(left);
    assertEquals(all.area(), right.area(), 0);
    // Φ(1/√2): the probability that of two normal scores one apart the right one is higher.
    assertEquals(0.7602499, all.area(), 5 * 0.5 / Math.sqrt(rows / 2.0));
  }
}
