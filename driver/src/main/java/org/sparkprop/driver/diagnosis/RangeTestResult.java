package org.sparkprop.driver.diagnosis;

import java.util.List;
import java.util.OptionalDouble;

/** The losses of a {@link RangeTest} by their learning rates, ascending. */
public record RangeTestResult(List<Point> points) {
  /** Over so many points a slope is taken, as a share of all. */
  private static final int SLOPES_OF = 20;

  /**
   * One round.
   *
   * @param smoothed the mean of the losses so far, recent ones counting more
   */
  public record Point(double rate, double loss, double smoothed) {}

  public RangeTestResult {
    points = List.copyOf(points);
  }

  /** Smooths losses as they come: an exponential moving average, corrected for its start at 0. */
  static final class Watch {
    private static final double KEPT = 0.9;
    private static final double OUT_OF_HAND = 4;
    private static final int LEAST = 5;
    private double average;
    private double correction = 1;
    private double first;
    private double least = Double.POSITIVE_INFINITY;
    private double last;
    private int count;

    double smoothed(double loss) {
      average = KEPT * average + (1 - KEPT) * loss;
      correction *= KEPT;
      last = average / (1 - correction);
      first = count == 0 ? last : first;
      least = Math.min(least, last);
      count++;
      return last;
    }

    /** Whether the loss has grown to some times the least, and beyond where it began. */
    boolean isOutOfHand() {
      return count > LEAST && last > OUT_OF_HAND * least && last > first;
    }
  }

  /** The rate at which the smoothed loss is least. */
  public OptionalDouble rateOfLeastLoss() {
    return points.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(points.get(leastIndex()).rate());
  }

  private int leastIndex() {
    int least = 0;
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).smoothed() < points.get(least).smoothed()) {
        least = i;
      }
    }
    return least;
  }

  /**
   * The rate at which the smoothed loss falls fastest for a given growth of the rate: the middle of
   * the steepest stretch before the least loss. Nothing where the loss does not fall at all.
   */
  public OptionalDouble suggestion() {
    int end = leastIndexOrZero();
    int stretch = Math.max(2, points.size() / SLOPES_OF);
    double steepest = 0;
    OptionalDouble rate = OptionalDouble.empty();
    for (int i = stretch; i <= end; i++) {
      Point before = points.get(i - stretch);
      Point after = points.get(i);
      double slope =
          (after.smoothed() - before.smoothed()) / Math.log(after.rate() / before.rate());
      if (slope < steepest) {
        steepest = slope;
        rate = OptionalDouble.of(Math.sqrt(before.rate() * after.rate()));
      }
    }
    return rate;
  }

  private int leastIndexOrZero() {
    return points.isEmpty() ? 0 : leastIndex();
  }
}
