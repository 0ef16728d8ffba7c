package org.sparkprop.common.network;

import java.util.Arrays;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.LossBatch;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.Tensor;

/**
 * Products of the generalised Gauss-Newton matrix with a direction v, which lies behind the weights
 * w: Jᵀ (H (J v)). J v is the outputs' derivative along v, by a central difference of two forward
 * passes; H (J v) comes of the loss's curvature factors; Jᵀ of that is a backward pass.
 *
 * <p>The difference errs by some (machine epsilon)^⅔, 1e-5 in float32 and 1e-10 in float64, which
 * conjugate gradients that end early do not feel.
 */
final class CurvatureProduct {
  private final Workspace workspace;
  private final Tensor all;
  private final double[] weights;
  private final double[] direction;
  private double step;

  /**
   * @param all weights and direction
   */
  CurvatureProduct(Workspace workspace, Tensor all) {
    this.workspace = workspace;
    this.all = all;
    this.weights = new double[workspace.network().parameterCount()];
    this.direction = new double[weights.length];
  }

  /** Takes note of other weights and another direction. */
  void changed() {
    all.read(0, weights.length, weights);
    double[] both = new double[2 * weights.length];
    all.read(0, both.length, both);
    System.arraycopy(both, weights.length, direction, 0, direction.length);
    double epsilon = all.precision() == Precision.FLOAT32 ? 0x1p-24 : 0x1p-53;
    double length = norm(direction);
    step = length == 0 ? 0 : Math.cbrt(epsilon) * (1 + norm(weights)) / length;
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double number : vector) {
      squares += number * number;
    }
    return Math.sqrt(squares);
  }

  /** Whether the direction is zero: then the gradient is asked for. */
  boolean isGradient() {
    return step == 0;
  }

  /**
   * For the rows in the micro-batch overwrites the output's gradient with weight · H J v, and
   * leaves the forward pass at the weights themselves.
   */
  void fillOutputGradient(int rows) {
    double[] along = outputs(rows, step);
    double[] against = outputs(rows, -step);
    move(0);
    workspace.chain(rows).forward(null);
    LossBatch batch = workspace.lossBatch(rows);
    Loss loss = workspace.network().loss();
    int outputs = batch.outputs();
    double[] product = new double[rows * outputs];
    for (int k = 0; k < loss.curvatureFactors(outputs); k++) {
      loss.curvatureFactor(batch, k);
      double[] factor = batch.gradient();
      for (int row = 0; row < rows; row++) {
        double dot = 0;
        for (int i = row * outputs; i < (row + 1) * outputs; i++) {
          dot += factor[i] * (along[i] - against[i]);
        }
        dot /= 2 * step;
        for (int i = row * outputs; i < (row + 1) * outputs; i++) {
          product[i] += dot * factor[i];
        }
      }
    }
    System.arraycopy(product, 0, batch.gradient(), 0, product.length);
    workspace.writeOutputGradient(rows);
  }

  private double[] outputs(int rows, double factor) {
    move(factor);
    workspace.chain(rows).forward(null);
    LossBatch batch = workspace.lossBatch(rows);
    return Arrays.copyOf(batch.output(), rows * batch.outputs());
  }

  private void move(double factor) {
    double[] moved = weights;
    if (factor != 0) {
      moved = new double[weights.length];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = weights[i] + factor * direction[i];
      }
    }
    all.write(0, moved.length, moved);
  }
}
