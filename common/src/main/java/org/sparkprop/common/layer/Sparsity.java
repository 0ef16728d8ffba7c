package org.sparkprop.common.layer;

import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.Rows;
import org.sparkprop.common.vector.Tensor;

/**
 * Sparsity of a code (Ng 2011, Sparse autoencoder, lecture notes of CS294A): units that are on for
 * few rows. The numbers go through as they are; behind sigmoids, whose mean activation over all
 * rows of a round be r_j for unit j, this adds to the loss
 *
 * <pre>
 *   weight · Σⱼ KL(target ‖ rⱼ) = weight · Σⱼ target log(target / rⱼ) + (1 − target) log((1 − target) / (1 − rⱼ))
 * </pre>
 *
 * <p>with the derivative weight · ((1 − target) / (1 − rⱼ) − target / rⱼ) by r_j. Every row counts
 * once, whatever its weight. A mean nearer to 0 or 1 than a millionth counts as that far, so that a
 * unit that is dead in float32 does not make the loss infinite.
 *
 * <p>Example: the target 0.2 and the means 0.2 and 0.5, with weight 3, give 3 · (0 + 0.2 log 0.4 +
 * 0.8 log 1.6) = 0.578234 and the slopes 0 and 3 · (1.6 − 0.4) = 3.6.
 *
 * @param target the notes' rho
 * @param weight the notes' beta
 */
public record Sparsity(@Default("0.05") double target, @Default("3") double weight)
    implements Layer {
  private static final double NEAREST = 1e-6;
  private static final String SLOPES = "slopes";

  public Sparsity {
    Require.that(
        target > 0 && target < 1, "target: expected a number between 0 and 1, got %s", target);
    Require.notNegative("weight", weight);
  }

  @Override
  public Shape outputShape(Shape input) {
    Require.that(
        input.isFlat(), "expects a flat input but gets %s; put a flatten layer before it", input);
    return input;
  }

  @Override
  public boolean isReshape() {
    return true;
  }

  @Override
  public List<BatchStatistic> batchStatistics(Shape input) {
    return List.of(new Means(this, input.size()));
  }

  /** The loss's addition for the units' mean activations. */
  double penalty(double[] means) {
    double sum = 0;
    for (int unit = 0; unit < means.length; unit++) {
      if (means[unit] < 0 || means[unit] > 1) {
        throw new UnusableInputException(
            "expected activations from 0 to 1, as of sigmoids, got a mean of %s in unit %d"
                .formatted(means[unit], unit));
      }
      double mean = held(means[unit]);
      sum += target * Math.log(target / mean);
      sum += (1 - target) * Math.log((1 - target) / (1 - mean));
    }
    return weight * sum;
  }

  /** The derivative of that by each mean. */
  double[] slopes(double[] means) {
    double[] slopes = new double[means.length];
    for (int unit = 0; unit < means.length; unit++) {
      double mean = held(means[unit]);
      slopes[unit] = weight * ((1 - target) / (1 - mean) - target / mean);
    }
    return slopes;
  }

  private static double held(double mean) {
    return Math.max(NEAREST, Math.min(1 - NEAREST, mean));
  }

  @Override
  public void forward(Step step) {}

  /** The gradient of output and input are one tensor, as in a reshape. */
  @Override
  public void backward(Step step) {
    if (step.needsInputGradient() && step.training()) {
      Tensor gradient = step.outputGradient();
      Rows.add(step.parameter(SLOPES), gradient);
    }
  }

  /**
   * The sums of the units' activations, and behind them the number of rows; and the penalty's
   * slopes at their means. These go out times Σ weight / rows, since each row counts once in a mean
   * and the gradient will be divided by Σ weight.
   */
  private record Means(Sparsity sparsity, int units) implements BatchStatistic {
    @Override
    public String name() {
      return SLOPES;
    }

    @Override
    public Way summed() {
      return Way.FORWARD;
    }

    @Override
    public Way used() {
      return Way.BACKWARD;
    }

    @Override
    public int sumCount() {
      return units + 1;
    }

    @Override
    public int valueCount() {
      return units;
    }

    @Override
    public void add(Step step, double[] sums) {
      double[] activations = step.input().toDoubles();
      for (int i = 0; i < activations.length; i++) {
        sums[i % units] += activations[i];
      }
      sums[units] += step.rows();
    }

    private double[] means(double[] sums) {
      double[] means = Arrays.copyOf(sums, units);
      for (int unit = 0; unit < units; unit++) {
        means[unit] /= sums[units];
      }
      return means;
    }

    @Override
    public boolean penalises() {
      return true;
    }

    @Override
    public double penalty(double[] sums) {
      return sparsity.penalty(means(sums));
    }

    @Override
    public double[] values(double[] sums, double weight) {
      double[] slopes = sparsity.slopes(means(sums));
      for (int unit = 0; unit < units; unit++) {
        slopes[unit] *= weight / sums[units];
      }
      return slopes;
    }
  }
}
