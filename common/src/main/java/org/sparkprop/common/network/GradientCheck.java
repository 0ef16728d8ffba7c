package org.sparkprop.common.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Compares backpropagated gradients with central differences (f(w + h) − f(w − h)) / 2h in float64,
 * number by number, through the same workspace that training uses. Noise is the same in every pass.
 *
 * <p>The difference counts relative to the larger of the two numbers, or of a ten-thousandth of the
 * block's largest gradient where both are smaller: below that a central difference is rounding. At
 * a kink, as of a relu at 0, the two rightly differ.
 */
public final class GradientCheck {
  /** Near the cube root of float64's resolution, where rounding and curvature weigh the same. */
  private static final double STEP = 5e-6;

  private static final double FLOOR = 1e-4;

  private static final NoiseKey NOISE = new NoiseKey(1, 1, 0, 0);

  private GradientCheck() {}

  /**
   * Where the two gradients of one block of parameters differ most.
   *
   * @param tensor the block, as {@code 0.weight}
   * @param index the number in the block
   */
  public record Difference(
      String tensor, int index, double backpropagated, double numeric, double relative) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s[%d]: backpropagated %.12g, numeric %.12g, relative difference %.2g",
          tensor,
          index,
          backpropagated,
          numeric,
          relative);
    }
  }

  /**
   * The largest difference in each block of parameters, in their order. Takes two passes a
   * parameter: meant for small networks.
   *
   * @param rows how many rows, at most {@link Network#microBatchRows}
   * @param fill overwrites the micro-batch with rows, targets and weights; called once
   */
  public static List<Difference> run(
      Network network, FlatVector weights, int rows, Consumer<MicroBatch> fill) {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      fill.accept(workspace.microBatch(rows));
      FlatVector point = FlatVector.of(Precision.FLOAT64, weights.toDoubles());
      loss(workspace, point, rows);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, point.length());
      workspace.copyGradientTo(gradient);
      List<Difference> differences = new ArrayList<>();
      for (ParameterBlock block : network.blocks()) {
        differences.add(largest(workspace, point, rows, gradient, block));
      }
      return differences;
    }
  }

  private static Difference largest(
      Workspace workspace, FlatVector point, int rows, FlatVector gradient, ParameterBlock block) {
    double floor = Double.MIN_NORMAL;
    for (int i = block.offset(); i < block.offset() + block.length(); i++) {
      floor = Math.max(floor, FLOOR * Math.abs(gradient.get(i)));
    }
    Difference worst = null;
    for (int i = block.offset(); i < block.offset() + block.length(); i++) {
      double numeric = slope(workspace, point, rows, i);
      double exact = gradient.get(i);
      double scale = Math.max(floor, Math.max(Math.abs(exact), Math.abs(numeric)));
      double relative = Math.abs(exact - numeric) / scale;
      if (worst == null || !(relative <= worst.relative())) {
        worst = new Difference(block.tensorName(), i - block.offset(), exact, numeric, relative);
      }
    }
    return worst;
  }

  /** The central difference in one parameter; the point is put back. */
  private static double slope(Workspace workspace, FlatVector point, int rows, int index) {
    double middle = point.get(index);
    double above = middle + STEP * Math.max(1, Math.abs(middle));
    double below = middle - STEP * Math.max(1, Math.abs(middle));
    point.set(index, above);
    double lossAbove = loss(workspace, point, rows);
    point.set(index, below);
    double lossBelow = loss(workspace, point, rows);
    point.set(index, middle);
    return (lossAbove - lossBelow) / (above - below);
  }

  private static double loss(Workspace workspace, FlatVector point, int rows) {
    workspace.setWeights(point);
    workspace.clearGradient();
    LossSums sums = new LossSums();
    workspace.train(rows, NOISE, sums);
    return sums.loss();
  }
}
