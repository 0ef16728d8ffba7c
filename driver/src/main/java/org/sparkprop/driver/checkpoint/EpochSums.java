package org.sparkprop.driver.checkpoint;

import org.sparkprop.common.gradient.GradientSum;

/**
 * What the rounds of the epoch under way add up to.
 *
 * @param weightedLoss Σ weight · loss
 * @param weight Σ weights of the rows
 */
public record EpochSums(double weightedLoss, double weight, long rows, long rounds) {
  public static final EpochSums NONE = new EpochSums(0, 0, 0, 0);

  /** With one more round. */
  public EpochSums plus(GradientSum sum) {
    return new EpochSums(
        weightedLoss + sum.meanLoss() * sum.weight(),
        weight + sum.weight(),
        rows + sum.rows(),
        rounds + 1);
  }

  public double meanLoss() {
    return weight == 0 ? 0 : weightedLoss / weight;
  }
}
