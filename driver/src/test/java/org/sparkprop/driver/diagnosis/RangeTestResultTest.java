package org.sparkprop.driver.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.diagnosis.RangeTestResult.Point;
import org.sparkprop.driver.diagnosis.RangeTestResult.Watch;

class RangeTestResultTest {
  @Test
  void withoutPointsOrWithoutAFallThereIsNoSuggestion() {
    assertTrue(new RangeTestResult(List.of()).suggestion().isEmpty());
    assertTrue(new RangeTestResult(List.of()).rateOfLeastLoss().isEmpty());
    assertTrue(new RangeTestResult(List.of(new Point(1, 2, 2))).suggestion().isEmpty());
    List<Point> rising = List.of(new Point(1, 1, 1), new Point(2, 2, 2), new Point(4, 3, 3));
    assertTrue(new RangeTestResult(rising).suggestion().isEmpty());
  }

  /** Flat at 1, down by 0.5 from 1e-3 to 1e-2, slowly on to 1e-1, then up. */
  @Test
  void theSteepestStretchIsSuggested() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      double logarithm = -4 + i / 10.0;
      double loss =
          logarithm < -3
              ? 1
              : logarithm < -2
                  ? 1 - 0.5 * (logarithm + 3)
                  : logarithm < -1 ? 0.5 - 0.1 * (logarithm + 2) : 0.4 + 3 * (logarithm + 1);
      points.add(new Point(Math.pow(10, logarithm), loss, loss));
    }
    RangeTestResult result = new RangeTestResult(points);
    double suggestion = result.suggestion().orElseThrow();
    assertTrue(suggestion > 1e-3 && suggestion < 1e-2, () -> "suggests " + suggestion);
    assertEquals(0.1, result.rateOfLeastLoss().orElseThrow(), 1e-9);
  }

  @Test
  void theWatchCorrectsForItsStartAndEndsWhereTheLossRunsAway() {
    Watch watch = new Watch();
    assertEquals(2, watch.smoothed(2), 1e-12);
    assertEquals((0.9 * 2 * 0.1 + 0.1 * 1) / 0.19, watch.smoothed(1), 1e-12);
    for (int i = 0; i < 20; i++) {
      watch.smoothed(1);
      assertFalse(watch.isOutOfHand());
    }
    watch.smoothed(40);
    assertTrue(watch.isOutOfHand());
  }
}
