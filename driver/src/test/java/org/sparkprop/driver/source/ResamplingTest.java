package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
  /** A second of a tone. */
  private static double[] tone(double hertz, int rate) {
    double[] samples = new double[rate];
    for (int i = 0; i < rate; i++) {
      samples[i] = Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return samples;
  }

  /** Away from the ends, about which there is silence. */
  private static double largestDifference(double[] some, double[] others) {
    assertEquals(others.length, some.length);
    double largest = 0;
    for (int i = some.length / 10; i < some.length * 9 / 10; i++) {
      largest = Math.max(largest, Math.abs(some[i] - others[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"16000, 8000", "44100, 8000", "8000, 16000", "11025, 8000", "8000, 7919"})
  void aToneIsTheSameTone(int from, int to) {
    for (double hertz : new double[] {100, 440, 2500}) {
      double[] resampled = new Resampling(from, to).of(tone(hertz, from), to);
      assertEquals(0, largestDifference(resampled, tone(hertz, to)), 2e-3, hertz + " Hz");
    }
  }

  /** Taken as it is, each second sample of this tone would be one of 2,000 Hz. */
  @Test
  void whatTheNewRateCannotCarryIsLeftOut() {
    double[] resampled = new Resampling(16_000, 8000).of(tone(6000, 16_000), 8000);
    assertEquals(0, largestDifference(resampled, new double[8000]), 2e-3);
  }

  @Test
  void theSameRateIsLeftAsItIs() {
    Resampling none = new Resampling(8000, 8000);
    assertEquals(10, none.needed(10));
    assertArrayEquals(new double[] {1, 2, 0}, none.of(new double[] {1, 2}, 3));
  }

  /** The first samples do not depend on more than those that it asks for. */
  @Test
  void readsNoMoreThanItNeeds() {
    Resampling half = new Resampling(16_000, 8000);
    double[] all = tone(440, 16_000);
    double[] cut = java.util.Arrays.copyOf(all, (int) half.needed(1000));
    assertArrayEquals(half.of(all, 1000), half.of(cut, 1000));
  }
}
