package org.sparkprop.common.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each threshold makes of some rows (Fawcett 2006): the points of the receiver operating
 * characteristic, from the threshold above all scores, which takes no row for positive, to the
 * least score, which takes all.
 */
public final class RocCurve {
  private final List<ThresholdCounts> points;

  private RocCurve(List<ThresholdCounts> points) {
    this.points = Collections.unmodifiableList(points);
  }

  /**
   * Of how many negative and positive rows have each score.
   *
   * @param counts by score two numbers, negative rows and positive ones
   */
  static RocCurve of(NavigableMap<Float, long[]> counts) {
    long negatives = counts.values().stream().mapToLong(count -> count[0]).sum();
    long positives = counts.values().stream().mapToLong(count -> count[1]).sum();
    List<ThresholdCounts> points = new ArrayList<>();
    points.add(new ThresholdCounts(Float.POSITIVE_INFINITY, 0, 0, negatives, positives));
    long hits = 0;
    long alarms = 0;
    for (Map.Entry<Float, long[]> of : counts.descendingMap().entrySet()) {
      alarms += of.getValue()[0];
      hits += of.getValue()[1];
      points.add(
          new ThresholdCounts(of.getKey(), hits, alarms, negatives - alarms, positives - hits));
    }
    return new RocCurve(points);
  }

  /** The same rows with the other class as the positive one, whose scores are 1 − score. */
  RocCurve reversed() {
    TreeMap<Float, long[]> counts = new TreeMap<>();
    for (int i = 1; i < points.size(); i++) {
      ThresholdCounts before = points.get(i - 1);
      ThresholdCounts point = points.get(i);
      long[] count =
          counts.computeIfAbsent((float) (1.0 - point.threshold()), score -> new long[2]);
      count[0] += point.truePositives() - before.truePositives();
      count[1] += point.falsePositives() - before.falsePositives();
    }
    return of(counts);
  }

  /** One for each score, and the first for a threshold above all. */
  public List<ThresholdCounts> points() {
    return points;
  }

  /** What a threshold makes of the rows; compared with the scores as a float. */
  public ThresholdCounts at(double threshold) {
    float least = (float) threshold;
    int last = 0;
    while (last + 1 < points.size() && points.get(last + 1).threshold() >= least) {
      last++;
    }
    ThresholdCounts counts = points.get(last);
    return new ThresholdCounts(
        least,
        counts.truePositives(),
        counts.falsePositives(),
        counts.trueNegatives(),
        counts.falseNegatives());
  }

  /**
   * The largest threshold that finds such a share of the positive rows, or more.
   *
   * @param sensitivity above 0, up to 1
   * @return nothing where there are no positive rows
   */
  public Optional<ThresholdCounts> atSensitivity(double sensitivity) {
    return points.stream().filter(point -> point.sensitivity() >= sensitivity).findFirst();
  }
}
