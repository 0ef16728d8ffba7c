package org.sparkprop.common.update;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A line search for the strong Wolfe conditions (Nocedal and Wright 2006, «Numerical optimization»,
 * algorithms 3.5 and 3.6), one trial at a time: f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|,
 * with c₁ = 1e-4 and c₂ = 0.9 as they advise for quasi-Newton directions. Trials are the minima of
 * cubics (their equation 3.59), kept away from the ends of the interval as in Schmidt's minFunc,
 * which PyTorch follows too: a trial within a tenth of the interval's length from an end is moved
 * to a tenth where the one before was near an end as well.
 *
 * @param start the point at t = 0
 * @param trial the t to be looked at next
 * @param trials how many have been looked at
 * @param low the best point so far that satisfies the first condition; while the interval is
 *     sought, the trial before
 * @param high the other end of the interval, while {@link Stage#ZOOMING}
 * @param nearEnd whether the last cubic's minimum lay near an end: 1, else 0
 */
record LineSearch(
    Point start, Stage stage, double trial, int trials, Point low, Point high, int nearEnd) {
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  /** As in minFunc; the book has no number. */
  private static final int MOST_TRIALS = 25;

  private static final double NARROWEST = 1e-9;
  private static final double MARGIN = 0.1;

  /** A point of the line: its t, and value and derivative there. */
  record Point(double t, double loss, double slope) {}

  /** What is sought. */
  enum Stage {
    /** An interval that holds a good point. */
    BRACKETING,
    /** A good point in it. */
    ZOOMING,
    /** Nothing: the last trial is good. */
    TRIAL_ACCEPTED,
    /** Nothing: no better point than the lowest will be found. */
    LOW_ACCEPTED
  }

  /** A search that begins with the trial {@code t}, along a direction of descent. */
  static LineSearch begin(double loss, double slope, double t) {
    Point start = new Point(0, loss, slope);
    return new LineSearch(start, Stage.BRACKETING, t, 0, start, start, 0);
  }

  /** The search as numbers by name, for the state of a rule. */
  Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("start-loss", start.loss);
    numbers.put("start-slope", start.slope);
    numbers.put("stage", (double) stage.ordinal());
    numbers.put("trial", trial);
    numbers.put("trials", (double) trials);
    numbers.put("low-t", low.t);
    numbers.put("low-loss", low.loss);
    numbers.put("low-slope", low.slope);
    numbers.put("high-t", high.t);
    numbers.put("high-loss", high.loss);
    numbers.put("high-slope", high.slope);
    numbers.put("near-end", (double) nearEnd);
    return numbers;
  }

  /** The search that {@link #numbers} tells of. */
  static LineSearch of(ToDoubleFunction<String> number) {
    return new LineSearch(
        new Point(0, number.applyAsDouble("start-loss"), number.applyAsDouble("start-slope")),
        Stage.values()[(int) number.applyAsDouble("stage")],
        number.applyAsDouble("trial"),
        (int) number.applyAsDouble("trials"),
        point("low-", number),
        point("high-", number),
        (int) number.applyAsDouble("near-end"));
  }

  private static Point point(String name, ToDoubleFunction<String> number) {
    return new Point(
        number.applyAsDouble(name + "t"),
        number.applyAsDouble(name + "loss"),
        number.applyAsDouble(name + "slope"));
  }

  /** Takes in what the trial gave. */
  LineSearch next(double loss, double slope) {
    Point point = new Point(trial, loss, slope);
    return stage == Stage.BRACKETING ? bracket(point) : zoom(point);
  }

  private boolean isTooHigh(Point point) {
    return point.loss > start.loss + SUFFICIENT_DECREASE * point.t * start.slope;
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope) <= -CURVATURE * start.slope;
  }

  private LineSearch bracket(Point point) {
    if (isTooHigh(point) || (trials > 0 && point.loss >= low.loss)) {
      return within(low, point, 0);
    }
    if (isFlat(point)) {
      return with(Stage.TRIAL_ACCEPTED, point, point);
    }
    if (point.slope >= 0) {
      return within(point, low, 0);
    }
    if (trials + 1 >= MOST_TRIALS) {
      return with(Stage.TRIAL_ACCEPTED, point, point);
    }
    double further = cubicMinimum(low, point, point.t + 0.01 * (point.t - low.t), 10 * point.t);
    return new LineSearch(start, Stage.BRACKETING, further, trials + 1, point, high, 0);
  }

  private LineSearch zoom(Point point) {
    if (isTooHigh(point) || point.loss >= low.loss) {
      return within(low, point, nearEnd);
    }
    if (isFlat(point)) {
      return with(Stage.TRIAL_ACCEPTED, point, high);
    }
    Point end = point.slope * (high.t - low.t) >= 0 ? low : high;
    return within(point, end, nearEnd);
  }

  private LineSearch with(Stage newStage, Point newLow, Point newHigh) {
    return new LineSearch(start, newStage, trial, trials + 1, newLow, newHigh, 0);
  }

  /** Goes on between two points. */
  private LineSearch within(Point newLow, Point newHigh, int wasNearEnd) {
    double least = Math.min(newLow.t, newHigh.t);
    double most = Math.max(newLow.t, newHigh.t);
    if (trials + 1 >= MOST_TRIALS || most - least <= NARROWEST * most) {
      return with(Stage.LOW_ACCEPTED, newLow, newHigh);
    }
    double t = cubicMinimum(newLow, newHigh, least, most);
    double margin = MARGIN * (most - least);
    int isNearEnd = 0;
    if (Math.min(most - t, t - least) < margin) {
      if (wasNearEnd == 1 || t >= most || t <= least) {
        t = most - t < t - least ? most - margin : least + margin;
      } else {
        isNearEnd = 1;
      }
    }
    return new LineSearch(start, Stage.ZOOMING, t, trials + 1, newLow, newHigh, isNearEnd);
  }

  /**
   * Where the cubic through two points with their slopes has its minimum (Nocedal and Wright 2006,
   * equation 3.59), within bounds; their middle where it has none.
   */
  private static double cubicMinimum(Point a, Point b, double least, double most) {
    Point left = a.t <= b.t ? a : b;
    Point right = a.t <= b.t ? b : a;
    double d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.t - right.t);
    double square = d1 * d1 - left.slope * right.slope;
    if (!(square >= 0)) {
      return (least + most) / 2;
    }
    double d2 = Math.sqrt(square);
    double t =
        right.t
            - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
    return Double.isNaN(t) ? (least + most) / 2 : Math.min(Math.max(t, least), most);
  }
}
