package org.sparkprop.driver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.plan.ComputeSpeed.Sample;

class ComputeSpeedTest {
  private static ComputeSpeed fit(double... rowsAndSeconds) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < rowsAndSeconds.length; i += 2) {
      samples.add(new Sample((long) rowsAndSeconds[i], rowsAndSeconds[i + 1]));
    }
    return ComputeSpeed.fit(samples);
  }

  @Test
  void samplesOnALineGiveTheLine() {
    ComputeSpeed speed = fit(1, 1.02e-4, 32, 1.64e-4, 2048, 4.196e-3);
    assertEquals(2e-6, speed.perRow(), 1e-15);
    assertEquals(1e-4, speed.perSlice(), 1e-13);
    assertEquals(2 * (1e-4 + 100 * 2e-6), speed.seconds(2, 100), 1e-12);
    assertEquals(0, speed.worstError(List.of(new Sample(100, 3e-4))), 1e-9);
    assertEquals(0.5, speed.worstError(List.of(new Sample(100, 2e-4))), 1e-9);
  }

  @Test
  void oneSampleIsAllRows() {
    ComputeSpeed speed = fit(10, 1e-3);
    assertEquals(1e-4, speed.perRow(), 1e-15);
    assertEquals(0, speed.perSlice());
    assertEquals(1e-3, fit(0, 1e-3).perSlice(), 1e-15);
  }

  @Test
  void neitherPartFallsBelowNothing() {
    // Ever longer for a row: a line through these would begin below 0.
    ComputeSpeed steep = fit(1, 1e-6, 10, 2e-5);
    assertEquals(0, steep.perSlice());
    // Least squares of relative errors of b x: Σ x / t over Σ (x / t)², of 1 / 1e-6 and 10 / 2e-5.
    assertEquals((1e6 + 5e5) / (1e12 + 2.5e11), steep.perRow(), 1e-15);
    ComputeSpeed falling = fit(1, 2e-3, 10, 1e-3);
    assertEquals(0, falling.perRow());
    assertEquals((500 + 1000) / (250_000.0 + 1_000_000), falling.perSlice(), 1e-12);
  }
}
