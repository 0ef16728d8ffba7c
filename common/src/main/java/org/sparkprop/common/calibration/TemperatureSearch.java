package org.sparkprop.common.calibration;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Finds the temperature at which {@linkplain TemperatureSlopes slopes} turn from negative to
 * positive. Each pass over the rows measures many inverse temperatures at once, of which two
 * neighbours enclose the place, so that few passes are enough: {@value #PASSES}, and a straight
 * line between the last two.
 *
 * <pre>{@code
 * while (search.isOpen()) {
 *   search.take(slopesAt(search.candidates()));
 * }
 * }</pre>
 *
 * <p>Mutable; one thread at a time.
 */
public final class TemperatureSearch {
  /** The least temperature that is looked for; the most is one through it. */
  public static final double LEAST = 0.05;

  private static final int PASSES = 4;
  private static final int CANDIDATES = 33;

  private double low = LEAST;
  private double high = 1 / LEAST;
  private double lowSlope;
  private double highSlope;
  private int passes;
  private boolean outside;

  /** Whether another pass is wanted. */
  public boolean isOpen() {
    return passes < PASSES && !outside;
  }

  /** Inverse temperatures to be measured, growing by one factor from each to the next. */
  public double[] candidates() {
    double[] candidates = new double[CANDIDATES];
    Arrays.setAll(candidates, i -> low * Math.pow(high / low, i / (CANDIDATES - 1.0)));
    return candidates;
  }

  /** Takes the slopes at the {@link #candidates}. */
  public void take(double[] slopes) {
    double[] candidates = candidates();
    int above = 0;
    while (above < slopes.length && !(slopes[above] >= 0)) {
      above++;
    }
    passes++;
    if (passes == 1 && (above == 0 || above == slopes.length)) {
      outside = true;
      return;
    }
    // In later passes rounding may move an end to the other side of the place by a last bit.
    int upper = Math.max(1, Math.min(slopes.length - 1, above));
    low = candidates[upper - 1];
    high = candidates[upper];
    lowSlope = slopes[upper - 1];
    highSlope = slopes[upper];
  }

  /** The temperature; nothing where it is beyond the least or the most. */
  public OptionalDouble temperature() {
    if (outside || passes == 0) {
      return OptionalDouble.empty();
    }
    double rise = highSlope - lowSlope;
    double share = rise > 0 ? Math.max(0, Math.min(1, -lowSlope / rise)) : 0.5;
    return OptionalDouble.of(1 / (low + share * (high - low)));
  }
}
