package org.sparkprop.common.update;

import static org.sparkprop.common.update.ConjugateGradients.DIRECTION;
import static org.sparkprop.common.update.ConjugateGradients.RESIDUAL;
import static org.sparkprop.common.update.ConjugateGradients.SOLUTION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.vector.Cholesky;
import org.sparkprop.common.vector.FlatVector;

/**
 * Levenberg-Marquardt (Levenberg 1944, Marquardt 1963; for networks Hagan and Menhaj 1994): from
 * the accepted point w with the mean gradient g and the mean Gauss-Newton matrix B it tries w + δ,
 *
 * <pre>
 *   (B + λ I) δ = −g,
 * </pre>
 *
 * <p>and by the gain ratio, what the loss fell by what the model δᵀg + ½ δᵀB δ promised, it takes
 * the trial or not and sets the damping λ as Nielsen does (Madsen, Nielsen and Tingleff 2004,
 * algorithm 3.16): after a good trial λ is multiplied by max(⅓, 1 − (2 ratio − 1)³), after a bad
 * one by ν, which begins at 2 and doubles each time. It starts at {@code damping} times the largest
 * number on B's diagonal.
 *
 * <p>For a squared error B is JᵀJ, up to the factor of the loss; for the cross-entropies it is the
 * generalised Gauss-Newton matrix. A round is one trial: it evaluates loss, gradient and B at w +
 * δ. Rounds' losses are those of trials and may rise; {@code accepted-loss} never does. The
 * accepted point is what is evaluated and goes into the model.
 *
 * <p>With more than {@code matrixUpTo} parameters B is never formed: {@link ConjugateGradients}
 * solve the system by products of B with one direction a round, until the residual has fallen to
 * {@code tolerance} of the gradient or for {@code mostProducts} rounds; then comes the trial's. λ
 * starts at {@code damping} times the Rayleigh quotient of B along the gradient.
 *
 * <p>State: the accepted point, its gradient and the step; the accepted B's triangle, or the
 * residual and the direction of conjugate gradients; damping, ν and the rest as numbers.
 *
 * @param damping what λ starts at, by the scale of B
 * @param matrixUpTo how many parameters are solved for with the matrix itself
 * @param mostProducts rounds of conjugate gradients before a trial
 * @param tolerance of conjugate gradients
 */
@Name("levenberg-marquardt")
public record LevenbergMarquardt(
    @Default("0.001") double damping,
    @Default("5000") int matrixUpTo,
    @Default("50") int mostProducts,
    @Default("0.01") double tolerance)
    implements FullBatchRule {
  /** The matrix of doubles that LAPACK solves must be a Java array and a tensor. */
  private static final int MOST_IN_MATRIX = 16_000;

  private static final String ACCEPTED = "accepted";
  private static final String GRADIENT = "accepted-gradient";
  private static final String MATRIX = "accepted-curvature";
  private static final String DAMPING = "damping";
  private static final String RAISE = "raise";
  private static final String LOSS = "accepted-loss";
  private static final String PROMISED = "promised";
  private static final String IS_TRYING = "is-trying";
  private static final String IS_SOLVING = "is-solving";

  /** The first ν. */
  private static final double FIRST_RAISE = 2;

  /** Where there is nothing to gain λ rises for ever; further it means the same. */
  private static final double MOST_DAMPING = 1e30;

  public LevenbergMarquardt {
    Require.positive("damping", damping);
    Require.atLeast("matrixUpTo", matrixUpTo, 0);
    Require.that(
        matrixUpTo <= MOST_IN_MATRIX,
        "matrixUpTo: expected at most %,d, got %,d",
        MOST_IN_MATRIX,
        matrixUpTo);
    Require.atLeast("mostProducts", mostProducts, 1);
    Require.positive("tolerance", tolerance);
  }

  @Override
  public Curvature curvature(int parameters) {
    return parameters <= matrixUpTo ? Curvature.MATRIX : Curvature.PRODUCT;
  }

  @Override
  public List<String> vectors() {
    List<String> names = new ArrayList<>(List.of(ACCEPTED, GRADIENT, SOLUTION, MATRIX));
    names.addAll(ConjugateGradients.VECTORS);
    return names;
  }

  @Override
  public int vectorLength(String name, int parameters) {
    boolean withMatrix = curvature(parameters) == Curvature.MATRIX;
    return switch (name) {
      case MATRIX -> withMatrix ? Math.toIntExact(Curvature.triangle(parameters)) : 0;
      case RESIDUAL, DIRECTION -> withMatrix ? 0 : parameters;
      default -> parameters;
    };
  }

  @Override
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new HashMap<>(ConjugateGradients.NUMBERS);
    numbers.putAll(Map.of(DAMPING, 0.0, RAISE, FIRST_RAISE, LOSS, 0.0, PROMISED, 0.0));
    numbers.putAll(Map.of(IS_TRYING, 0.0, IS_SOLVING, 0.0));
    return numbers;
  }

  @Override
  public boolean takesBackTrials() {
    return true;
  }

  @Override
  public FlatVector evaluated(FlatVector weights, LinkState state) {
    return state.number(IS_TRYING) == 0 ? weights : state.vector(ACCEPTED);
  }

  @Override
  public Optional<FlatVector> direction(LinkState state) {
    return Optional.of(state.vector(DIRECTION)).filter(direction -> direction.length() > 0);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double[] found = update.currentStep().toDoubles();
    if (curvature(found.length) == Curvature.MATRIX) {
      judge(update, state, found);
      solve(state);
    } else {
      goOn(update, state, found);
    }
    update.report("accepted-loss", state.number(LOSS));
    update.report("damping", state.number(DAMPING));
    boolean isAtTrial = state.number(IS_SOLVING) == 0;
    update.move(
        block -> {
          for (int i = 0; i < block.count(); i++) {
            double step = isAtTrial ? block.vector(1)[i] : 0;
            block.weights()[i] = block.vector(0)[i] + step;
          }
        },
        state.vector(ACCEPTED),
        state.vector(SOLUTION));
    update.each(block -> Arrays.fill(block.step(), 0, block.count(), 0));
  }

  /** Takes the trial, or does not, and sets the damping. */
  private void judge(Update update, LinkState state, double[] gradient) {
    if (state.number(IS_TRYING) == 0) {
      accept(update, state, gradient);
      state.set(IS_TRYING, 1);
      update
          .curvature()
          .ifPresent(matrix -> state.set(DAMPING, damping * largestOfDiagonal(matrix, gradient)));
      return;
    }
    double ratio = (state.number(LOSS) - update.loss()) / state.number(PROMISED);
    update.report("gain-ratio", ratio);
    if (ratio > 0) {
      accept(update, state, gradient);
      state.set(DAMPING, state.number(DAMPING) * Math.max(1.0 / 3, 1 - Math.pow(2 * ratio - 1, 3)));
      state.set(RAISE, FIRST_RAISE);
    } else {
      raise(state);
    }
  }

  private static void accept(Update update, LinkState state, double[] gradient) {
    state.vector(ACCEPTED).setSlice(0, update.movedWeights());
    state.vector(GRADIENT).write(0, gradient.length, gradient);
    FlatVector kept = state.vector(MATRIX);
    if (kept.length() > 0) {
      kept.setSlice(0, update.curvature().orElseThrow());
    }
    state.set(LOSS, update.loss());
  }

  private static void raise(LinkState state) {
    state.set(DAMPING, Math.min(MOST_DAMPING, state.number(DAMPING) * state.number(RAISE)));
    state.set(RAISE, Math.min(MOST_DAMPING, 2 * state.number(RAISE)));
  }

  /** At least a little, so that a matrix of zeros can be solved with too. */
  private static double largestOfDiagonal(FlatVector triangle, double[] gradient) {
    double largest = Double.MIN_NORMAL;
    int at = 0;
    for (int i = 0; i < gradient.length; i++) {
      largest = Math.max(largest, triangle.get(at));
      at += gradient.length - i;
    }
    return largest;
  }

  /** Finds the step with the matrix itself, with more damping where it has to be. */
  private static void solve(LinkState state) {
    double[] gradient = state.vector(GRADIENT).toDoubles();
    double[] step;
    do {
      step = negated(gradient);
      if (Cholesky.solve(state.vector(MATRIX), state.number(DAMPING), step)) {
        break;
      }
      raise(state);
      step = new double[gradient.length];
    } while (state.number(DAMPING) < MOST_DAMPING);
    promise(state, step, gradient, new double[step.length]);
  }

  private static double[] negated(double[] vector) {
    double[] negated = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      negated[i] = -vector[i];
    }
    return negated;
  }

  /**
   * Keeps the step and what the model promises of it: with r = −g − (B + λ I) δ left, −δᵀg − ½ δᵀB
   * δ is ½ δᵀ(λ δ − g + r).
   */
  private static void promise(LinkState state, double[] step, double[] gradient, double[] left) {
    double promised = 0;
    for (int i = 0; i < step.length; i++) {
      promised += step[i] * (state.number(DAMPING) * step[i] - gradient[i] + left[i]) / 2;
    }
    state.vector(SOLUTION).write(0, step.length, step);
    state.set(PROMISED, promised);
  }

  /** A round without the matrix: a trial has been evaluated, or a product has come. */
  private void goOn(Update update, LinkState state, double[] found) {
    ConjugateGradients solver = new ConjugateGradients(state, mostProducts, tolerance);
    if (state.number(IS_SOLVING) == 0) {
      judge(update, state, found);
      double[] gradient = state.vector(GRADIENT).toDoubles();
      solver.begin(gradient);
      state.set(IS_SOLVING, 1);
      return;
    }
    if (!Double.isFinite(update.loss())) {
      raise(state);
      solver.begin(state.vector(GRADIENT).toDoubles());
      return;
    }
    if (state.number(DAMPING) == 0) {
      state.set(DAMPING, damping * Math.max(Double.MIN_NORMAL, solver.rayleighQuotient(found)));
    }
    if (solver.next(found, state.number(DAMPING))) {
      solver.end();
      state.set(IS_SOLVING, 0);
      promise(
          state, solver.read(SOLUTION), state.vector(GRADIENT).toDoubles(), solver.read(RESIDUAL));
    }
  }
}
