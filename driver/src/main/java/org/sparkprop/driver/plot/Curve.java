package org.sparkprop.driver.plot;

/**
 * Points in the order of their x, joined by a line.
 *
 * @param label as the legend has it
 */
public record Curve(String label, double[] x, double[] y) {
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "expected as many x as y, got %d and %d".formatted(x.length, y.length));
    }
    x = x.clone();
    y = y.clone();
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }

  /** How many points there are. */
  int points() {
    return x.length;
  }
}
