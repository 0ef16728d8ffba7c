package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.configuration.Name;

/**
 * A number's share of the training rows below it, from 0 to 1: the empirical distribution function,
 * linear between quantiles. Of a value that several quantiles share it is the middle of their
 * shares; below the first quantile it is 0, above the last 1.
 *
 * @param quantiles ascending; the share of number i of n is i / (n − 1)
 * @param fill the value of a missing cell
 */
@Name("quantile")
record QuantileColumn(List<Double> quantiles, double fill) implements ScalarEncoder {
  static final int MOST = 101;

  QuantileColumn {
    quantiles = List.copyOf(quantiles);
  }

  /**
   * Of the {@value #MOST} quantiles of a sample, or all of a smaller one; between two values they
   * are interpolated linearly (Hyndman and Fan 1996, definition 7).
   *
   * @param sample in any order; where it is empty all values become 0.5, 0 or 1 as by a single 0
   */
  static QuantileColumn of(double[] sample, double fill) {
    double[] sorted = sample.length == 0 ? new double[1] : sample.clone();
    Arrays.sort(sorted);
    int count = Math.min(MOST, sorted.length);
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double place = count == 1 ? 0 : (double) i * (sorted.length - 1) / (count - 1);
      quantiles.add(at(sorted, place));
    }
    return new QuantileColumn(quantiles, fill);
  }

  private static double at(double[] sorted, double place) {
    int below = (int) place;
    if (below == sorted.length - 1) {
      return sorted[below];
    }
    double share = place - below;
    return Math.min(sorted[below] + (sorted[below + 1] - sorted[below]) * share, sorted[below + 1]);
  }

  @Override
  public double encode(double value) {
    double of = Double.isNaN(value) ? fill : value;
    int first = firstNotBelow(of);
    if (first == quantiles.size()) {
      return 1;
    }
    if (quantiles.get(first) == of) {
      int last = first;
      while (last + 1 < quantiles.size() && quantiles.get(last + 1) == of) {
        last++;
      }
      return quantiles.size() == 1 ? 0.5 : (first + last) / 2.0 / (quantiles.size() - 1);
    }
    if (first == 0) {
      return 0;
    }
    double below = quantiles.get(first - 1);
    double share = (of - below) / (quantiles.get(first) - below);
    return (first - 1 + share) / (quantiles.size() - 1);
  }

  private int firstNotBelow(double value) {
    int from = 0;
    int to = quantiles.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (quantiles.get(middle) < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public double decode(double number) {
    int last = quantiles.size() - 1;
    double place = Math.max(0, Math.min(last, number * last));
    double[] all = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    return at(all, place);
  }

  @Override
  public QuantileColumn withFill(double other) {
    return new QuantileColumn(quantiles, other);
  }
}
