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
 * <p>Where the two are not as near as that can be, the difference over four points, (8 (f(w + h) −
 * f(w − h)) − (f(w + 2h) − f(w − 2h))) / 12h, is tried too (Abramowitz and Stegun 1964, table
 * 25.2): its error falls with h⁴, so that h can be large, and a gradient that is small beside the
 * loss does not drown in the loss's rounding. Near a kink the small step is the better one; the
 * nearer of the two counts.
 *
 * <p>The difference counts relative to the larger of the two numbers, or of a ten-thousandth of the
 * block's largest gradient where both are smaller: below that a central difference is rounding. At
 * a kink, as of a relu at 0, the two rightly differ.
 */
public final class GradientCheck {
  /** Near the cube root of float64's resolution, where rounding and curvature weigh the same. */
  private static final double STEP = 5e-6;

  private static final double WIDE_STEP = 1e-3;

  /** Relative differences that the small step is good for. */
  private static final double GOOD = 1e-8;

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
   * The largest difference in each block of trained parameters, in their order. Takes two passes a
   * parameter: meant for small networks.
   *
   * @param rows how many rows, at most {@link Network#microBatchRows}
   * @param fill overwrites the micro-batch with rows, targets and weights; called once
   */
  public static List<Difference> run(
      Network network, FlatVector weights, int rows, Consumer<MicroBatch> fill) {
    return run(network, weights, rows, Integer.MAX_VALUE, fill);
  }

  /**
   * The same for some numbers of each block alone.
   *
   * @param most numbers of a block, evenly spread over it
   */
  public static List<Difference> run(
      Network network, FlatVector weights, int rows, int most, Consumer<MicroBatch> fill) {
    FlatVector none = FlatVector.zeros(weights.precision(), 0);
    return run(network, new SplitWeights(weights, none), rows, most, fill);
  }

  /** The same for a network with frozen layers, of which there are no differences. */
  public static List<Difference> run(
      Network network, SplitWeights weights, int rows, int most, Consumer<MicroBatch> fill) {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT64)) {
      workspace.setFrozenWeights(FlatVector.of(Precision.FLOAT64, weights.frozen().toDoubles()));
      fill.accept(workspace.microBatch(rows));
      FlatVector point = FlatVector.of(Precision.FLOAT64, weights.trained().toDoubles());
      loss(workspace, point, rows);
      FlatVector gradient = FlatVector.zeros(Precision.FLOAT64, point.length());
      workspace.copyGradientTo(gradient);
      List<Difference> differences = new ArrayList<>();
      for (ParameterBlock block : network.blocks()) {
        if (block.isTrained()) {
          differences.add(largest(workspace, point, rows, gradient, block, most));
        }
      }
      return differences;
    }
  }

  private static Difference largest(
      Workspace workspace,
      FlatVector point,
      int rows,
      FlatVector gradient,
      ParameterBlock block,
      int most) {
    double floor = Double.MIN_NORMAL;
    for (int i = block.offset(); i < block.offset() + block.length(); i++) {
      floor = Math.max(floor, FLOOR * Math.abs(gradient.get(i)));
    }
    Difference worst = null;
    int checked = Math.min(most, block.length());
    for (int k = 0; k < checked; k++) {
      int i = block.offset() + (int) ((long) block.length() * k / checked);
      double exact = gradient.get(i);
      double numeric = slope(workspace, point, rows, i, STEP);
      double relative = relative(exact, numeric, floor);
      if (!(relative <= GOOD)) {
        double finer =
            (4 * slope(workspace, point, rows, i, WIDE_STEP)
                    - slope(workspace, point, rows, i, 2 * WIDE_STEP))
                / 3;
        if (relative(exact, finer, floor) < relative) {
          numeric = finer;
          relative = relative(exact, finer, floor);
        }
      }
      if (worst == null || !(relative <= worst.relative())) {
        worst = new Difference(block.tensorName(), i - block.offset(), exact, numeric, relative);
      }
    }
    return worst;
  }

  private static double relative(double exact, double numeric, double floor) {
    double scale = Math.max(floor, Math.max(Math.abs(exact), Math.abs(numeric)));
    return Math.abs(exact - numeric) / scale;
  }

  /** The central difference in one parameter; the point is put back. */
  private static double slope(
      Workspace workspace, FlatVector point, int rows, int index, double step) {
    double middle = point.get(index);
    double above = middle + step * Math.max(1, Math.abs(middle));
    double below = middle - step * Math.max(1, Math.abs(middle));
    point.set(index, above);
    double lossAbove = loss(workspace, point, rows);
    point.set(index, below);
    double lossBelow = loss(workspace, point, rows);
    point.set(index, middle);
    return (lossAbove - lossBelow) / (above - below);
  }

  private static double loss(Workspace workspace, FlatVector point, int rows) {
    double penalty = prepare(workspace, point, rows);
    workspace.clearGradient();
    LossSums sums = new LossSums();
    workspace.train(rows, NOISE, sums);
    return sums.loss() + penalty;
  }

  /**
   * Sets the weights, and goes through the passes that a round has before its gradient's; returns
   * their penalty, which counts as a mean of the rows.
   */
  private static double prepare(Workspace workspace, FlatVector point, int rows) {
    BatchStatistics statistics = workspace.network().batchStatistics();
    FlatVector weights =
        FlatVector.zeros(Precision.FLOAT64, point.length() + statistics.valueCount());
    weights.setSlice(0, point);
    workspace.setWeights(weights);
    FlatVector sumsOfPass = FlatVector.zeros(Precision.FLOAT64, statistics.mostSums());
    double penalty = 0;
    for (int pass = 1; pass <= statistics.passes(); pass++) {
      LossSums sums = new LossSums();
      workspace.clearGradient();
      workspace.prepare(pass, rows, NOISE, sums);
      workspace.copyBatchSumsTo(sumsOfPass);
      penalty += sums.weight() * statistics.lay(pass, sumsOfPass, sums.weight(), weights);
      workspace.setWeights(weights);
    }
    return penalty;
  }
}
