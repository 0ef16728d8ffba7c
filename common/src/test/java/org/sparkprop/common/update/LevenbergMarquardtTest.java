package org.sparkprop.common.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.Cholesky;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * On a problem with a published answer: Misra1a of NIST's reference data sets for nonlinear
 * regression, y = b₁ (1 − exp(−b₂ x)), lower level of difficulty, observed data.
 */
class LevenbergMarquardtTest {
  private static final double[] X = {
    77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0
  };
  private static final double[] Y = {
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78
  };

  /**
   * Certified values; b₂ is counted in ten-thousandths here, since the damping treats both alike.
   */
  private static final double B1 = 2.3894212918e2;

  private static final double B2 = 5.5015643181;
  private static final double SQUARES = 1.2455138894e-1;
  private static final double SCALE = 1e-4;

  /** What a round finds: mean loss ½ Σ r² / n, its gradient and JᵀJ / n. */
  private static RoundMean mean(double[] b, Optional<double[]> direction) {
    double loss = 0;
    double[] gradient = new double[2];
    double[] matrix = new double[3];
    for (int i = 0; i < X.length; i++) {
      double decay = Math.exp(-b[1] * SCALE * X[i]);
      double residual = b[0] * (1 - decay) - Y[i];
      double[] row = {1 - decay, b[0] * SCALE * X[i] * decay};
      loss += residual * residual / 2 / X.length;
      for (int j = 0; j < 2; j++) {
        gradient[j] += residual * row[j] / X.length;
      }
      matrix[0] += row[0] * row[0] / X.length;
      matrix[1] += row[0] * row[1] / X.length;
      matrix[2] += row[1] * row[1] / X.length;
    }
    if (direction.isPresent()) {
      double[] v = direction.get();
      gradient =
          new double[] {matrix[0] * v[0] + matrix[1] * v[1], matrix[1] * v[0] + matrix[2] * v[1]};
    }
    return new RoundMean(vector(gradient), loss, X.length, Optional.of(vector(matrix)));
  }

  private static FlatVector vector(double... numbers) {
    return FlatVector.of(Precision.FLOAT64, numbers);
  }

  @ParameterizedTest
  @CsvSource({"500, 1, 5000", "250, 5, 5000", "500, 1, 0", "250, 5, 0"})
  void findsTheCertifiedValues(double first, double second, int matrixUpTo) {
    LevenbergMarquardt rule = new LevenbergMarquardt(0.001, matrixUpTo, 10, 1e-9);
    Updater updater = Updater.start(Chain.of(rule), Layouts.matrix(2), Precision.FLOAT64);
    FlatVector weights = vector(first, second);
    double accepted = Double.POSITIVE_INFINITY;
    for (int round = 1; round <= 400; round++) {
      double[] asked = updater.asked(weights).toDoubles();
      boolean isProduct = asked.length == 4 && (asked[2] != 0 || asked[3] != 0);
      Optional<double[]> direction =
          isProduct ? Optional.of(new double[] {asked[2], asked[3]}) : Optional.empty();
      Map<String, Double> figures =
          updater.update(
              weights, mean(weights.toDoubles(), direction), new Progress(round, 1, 400));
      assertTrue(figures.get("accepted-loss") <= accepted, "the accepted loss never rises");
      accepted = figures.get("accepted-loss");
    }
    FlatVector found = updater.kept(weights);
    assertEquals(B1, found.get(0), 1e-6 * B1);
    assertEquals(B2, found.get(1), 1e-6 * B2);
    assertEquals(SQUARES, 2 * X.length * accepted, 1e-9 * SQUARES);
  }

  /** One step by hand: (4 + λ) δ = −g with λ = 0.001 · 4 for the loss 2 w² at w = 3. */
  @Test
  void theFirstTrialIsTheDampedNewtonStep() {
    LevenbergMarquardt rule = new LevenbergMarquardt(0.001, 10, 1, 0.1);
    Updater updater = Updater.start(Chain.of(rule), Layouts.matrix(1), Precision.FLOAT64);
    FlatVector weights = vector(3);
    RoundMean start = new RoundMean(vector(12), 18, 1, Optional.of(vector(4)));
    updater.update(weights, start, new Progress(1, 1, 2));
    double trial = 3 - 12 / 4.004;
    assertEquals(trial, weights.get(0), 1e-15);
    assertEquals(3, updater.evaluated(weights).get(0), "not accepted before it is evaluated");
    RoundMean there =
        new RoundMean(vector(4 * trial), 2 * trial * trial, 1, Optional.of(vector(4)));
    Map<String, Double> figures = updater.update(weights, there, new Progress(2, 1, 2));
    // The model is exact: the gain ratio is 1, and the damping falls to a third.
    assertEquals(1, figures.get("gain-ratio"), 1e-9);
    assertEquals(0.004 / 3, figures.get("damping"), 1e-12);
    assertEquals(trial, updater.evaluated(weights).get(0), 1e-15);
  }

  /** A trial that makes things worse is taken back: twice the damping, then eight times. */
  @Test
  void aBadTrialRaisesTheDamping() {
    LevenbergMarquardt rule = new LevenbergMarquardt(1, 10, 1, 0.1);
    Updater updater = Updater.start(Chain.of(rule), Layouts.matrix(1), Precision.FLOAT64);
    FlatVector weights = vector(0);
    updater.update(
        weights, new RoundMean(vector(1), 1, 1, Optional.of(vector(1))), new Progress(1, 1, 9));
    assertEquals(-0.5, weights.get(0), 1e-15);
    RoundMean worse = new RoundMean(vector(99), 7, 1, Optional.of(vector(99)));
    assertEquals(2, updater.update(weights, worse, new Progress(2, 1, 9)).get("damping"));
    assertEquals(-1.0 / 3, weights.get(0), 1e-15);
    worse = new RoundMean(vector(99), 7, 1, Optional.of(vector(99)));
    assertEquals(8, updater.update(weights, worse, new Progress(3, 1, 9)).get("damping"));
    assertEquals(-1.0 / 9, weights.get(0), 1e-15);
    assertEquals(0, updater.kept(weights).get(0));
  }

  @ParameterizedTest
  @CsvSource({"10", "0"})
  void aTrialWithoutAFiniteLossIsTakenBack(int matrixUpTo) {
    LevenbergMarquardt rule = new LevenbergMarquardt(1, matrixUpTo, 1, 0.1);
    Updater updater = Updater.start(Chain.of(rule), Layouts.matrix(1), Precision.FLOAT64);
    assertTrue(updater.takesBackTrials());
    FlatVector weights = vector(0);
    Optional<FlatVector> matrix = matrixUpTo > 0 ? Optional.of(vector(1)) : Optional.empty();
    updater.update(weights, new RoundMean(vector(1), 1, 1, matrix), new Progress(1, 1, 9));
    if (matrixUpTo == 0) {
      assertEquals(vector(0, -1), updater.asked(weights));
      updater.update(weights, RoundMean.ofFailedTrial(weights), new Progress(2, 1, 9));
      assertEquals(vector(0, -1), updater.asked(weights), "asks for the product again");
      RoundMean product = new RoundMean(vector(-1), 1, 1);
      updater.update(weights, product, new Progress(3, 1, 9));
    }
    double trial = weights.get(0);
    assertEquals(-0.5, trial, 1e-12);
    updater.update(weights, RoundMean.ofFailedTrial(weights), new Progress(4, 1, 9));
    assertEquals(0, updater.kept(weights).get(0));
    if (matrixUpTo == 0) {
      updater.update(weights, new RoundMean(vector(-1), 1, 1), new Progress(5, 1, 9));
    }
    assertTrue(weights.get(0) > trial && weights.get(0) < 0, () -> "a shorter step: " + weights);
  }

  @Test
  void aSingularMatrixAndAZeroGradientAreNoTrouble() {
    LevenbergMarquardt rule = new LevenbergMarquardt(0.001, 10, 1, 0.1);
    Updater updater = Updater.start(Chain.of(rule), Layouts.matrix(2), Precision.FLOAT64);
    FlatVector weights = vector(1, 2);
    for (int round = 1; round <= 200; round++) {
      RoundMean mean = new RoundMean(vector(0, 0), 5, 1, Optional.of(vector(0, 0, 0)));
      updater.update(weights, mean, new Progress(round, 1, 200));
      assertEquals(vector(1, 2), weights);
    }
  }

  @Test
  void whatItWantsDependsOnTheNumberOfParameters() {
    LevenbergMarquardt rule = new LevenbergMarquardt(0.001, 10, 1, 0.1);
    assertEquals(Curvature.MATRIX, rule.curvature(10));
    assertEquals(Curvature.PRODUCT, rule.curvature(11));
    assertEquals(65, Curvature.MATRIX.sumNumbers(10));
    assertEquals(10, Curvature.MATRIX.weightNumbers(10));
    assertEquals(11, Curvature.PRODUCT.sumNumbers(11));
    assertEquals(22, Curvature.PRODUCT.weightNumbers(11));
  }

  @Test
  void choleskySolvesWhatIsPositiveDefiniteAndSaysWhatIsNot() {
    double[] b = {1, 2, 3};
    // [[4, 2, 0], [2, 5, 1], [0, 1, 2]] + 1 on the diagonal, times (1, −1, 2) is b.
    double[] right = {5 - 2, 2 - 6 + 2, -1 + 6};
    assertTrue(Cholesky.solve(vector(4, 2, 0, 5, 1, 2), 1, right));
    assertEquals(1, right[0], 1e-14);
    assertEquals(-1, right[1], 1e-14);
    assertEquals(2, right[2], 1e-14);
    assertFalse(Cholesky.solve(vector(1, 2, 0, 1, 0, 1), 0, b));
    assertFalse(Cholesky.solve(vector(Double.NaN, 0, 0, 1, 0, 1), 0, b));
  }
}
