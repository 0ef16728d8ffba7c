package org.sparkprop.common.loss;

/** The two sums of a loss over rows: Σ weight · value and Σ weight. Confined to one thread. */
public final class LossSums {
  private double loss;
  private double weight;

  public void add(double lossOfRow, double weightOfRow) {
    loss += lossOfRow;
    weight += weightOfRow;
  }

  public void clear() {
    loss = 0;
    weight = 0;
  }

  public double loss() {
    return loss;
  }

  public double weight() {
    return weight;
  }
}
