package org.sparkprop.common.gradient;

/**
 * What an update rule wants of the loss's curvature beside the gradient: the generalised
 * Gauss-Newton matrix Σ weight · Jᵀ H J (Schraudolph 2002), J being the derivative of a row's
 * outputs by the parameters and H that of its loss by the outputs, twice. For a squared error it is
 * the JᵀJ of Levenberg-Marquardt.
 */
public enum Curvature {
  /** Nothing. */
  NONE,
  /**
   * The matrix itself: behind the gradient its upper triangle, row after row, travels with every
   * sum.
   */
  MATRIX,
  /**
   * Its product with a direction: behind the weights a direction travels, and the sum is that
   * product, or the gradient where the direction is zero.
   */
  PRODUCT;

  /** How many numbers go out for a network of so many parameters. */
  public int weightNumbers(int parameters) {
    return this == PRODUCT ? Math.multiplyExact(2, parameters) : parameters;
  }

  /** How many numbers come back. */
  public int sumNumbers(int parameters) {
    return this == MATRIX
        ? Math.addExact(parameters, Math.toIntExact(triangle(parameters)))
        : parameters;
  }

  /** How many numbers the upper triangle of a square matrix has, its diagonal included. */
  public static long triangle(int rows) {
    return rows * (rows + 1L) / 2;
  }
}
