package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.vector.FlatVector;

/**
 * Conjugate gradients (Hestenes and Stiefel 1952; Nocedal and Wright 2006, algorithm 5.2) for (B +
 * damping · I) x = −g, of which B is known by products alone, one a round. All that it remembers is
 * in a link's state: the solution so far, the residual, and the direction whose product it wants
 * next.
 */
final class ConjugateGradients {
  static final String SOLUTION = "step";
  static final String RESIDUAL = "residual";
  static final String DIRECTION = "direction";
  private static final String ITERATIONS = "iterations";
  private static final String FIRST_SQUARES = "first-squares";
  static final List<String> VECTORS = List.of(RESIDUAL, DIRECTION);
  static final Map<String, Double> NUMBERS = Map.of(ITERATIONS, 0.0, FIRST_SQUARES, 0.0);

  private final LinkState state;
  private final int most;
  private final double tolerance;

  /**
   * Goes on where the state has it.
   *
   * @param most iterations
   * @param tolerance ends where the residual's norm has fallen to this share
   */
  ConjugateGradients(LinkState state, int most, double tolerance) {
    this.state = state;
    this.most = most;
    this.tolerance = tolerance;
  }

  /** Begins at x = 0; the first product is wanted with −g. */
  void begin(double[] gradient) {
    double[] residual = new double[gradient.length];
    for (int i = 0; i < residual.length; i++) {
      residual[i] = -gradient[i];
    }
    write(SOLUTION, new double[gradient.length]);
    write(RESIDUAL, residual);
    write(DIRECTION, residual);
    state.set(ITERATIONS, 0);
    state.set(FIRST_SQUARES, dot(residual, residual));
  }

  /** pᵀBp / pᵀp of the direction p and its product with B. */
  double rayleighQuotient(double[] product) {
    double[] direction = read(DIRECTION);
    double squares = dot(direction, direction);
    return squares == 0 ? 0 : dot(direction, product) / squares;
  }

  /**
   * One iteration.
   *
   * @param product of B with the direction
   * @return whether the solution is good enough; else the product with the new direction is wanted
   */
  boolean next(double[] product, double damping) {
    double[] solution = read(SOLUTION);
    double[] residual = read(RESIDUAL);
    double[] direction = read(DIRECTION);
    double squares = dot(residual, residual);
    double curvature = dot(direction, product) + damping * dot(direction, direction);
    if (!(curvature > 0)) {
      return true;
    }
    double alpha = squares / curvature;
    for (int i = 0; i < solution.length; i++) {
      solution[i] += alpha * direction[i];
      residual[i] -= alpha * (product[i] + damping * direction[i]);
    }
    double left = dot(residual, residual);
    for (int i = 0; i < direction.length; i++) {
      direction[i] = residual[i] + left / squares * direction[i];
    }
    write(SOLUTION, solution);
    write(RESIDUAL, residual);
    write(DIRECTION, direction);
    state.set(ITERATIONS, state.number(ITERATIONS) + 1);
    return state.number(ITERATIONS) >= most
        || left <= tolerance * tolerance * state.number(FIRST_SQUARES);
  }

  /** Wants no product any more. */
  void end() {
    write(DIRECTION, new double[state.vector(DIRECTION).length()]);
  }

  double[] read(String name) {
    return state.vector(name).toDoubles();
  }

  private void write(String name, double[] values) {
    FlatVector vector = state.vector(name);
    vector.write(0, values.length, values);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
