package org.sparkprop.driver.source;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Brings sound to another rate: each new sample is a weighted mean of the old ones about its
 * moment, by a sinc in a Hann window (Smith, «Digital Audio Resampling», CCRMA, 1984 to 2020). What
 * the lower of the two rates cannot carry is left out, so that nothing comes back as another pitch.
 * {@link StrictMath}, and so the same bits everywhere.
 *
 * @param from samples a second of the old ones
 * @param to of the new ones
 */
record Resampling(int from, int to) {
  /** Of the sinc, to either side. */
  private static final int ZEROS = 32;

  /** Of what the lower rate can carry: the rest is where the filter falls. */
  private static final double BAND = 0.95;

  /** Filters with more weights than this are not kept, but worked out again for each sample. */
  private static final int MOST_KEPT = 1 << 20;

  /** How many old samples so many new ones need. */
  long needed(int samples) {
    return from == to ? samples : ((long) samples * from + to - 1) / to + reach();
  }

  /** How far to either side of its moment a sample reads. */
  private int reach() {
    return (int) Math.ceil(ZEROS / cutoff());
  }

  /** Of the old rate's band, how much goes through. */
  private double cutoff() {
    return BAND * Math.min(1.0, (double) to / from);
  }

  /**
   * The first new samples.
   *
   * @param samples old ones; before and behind these is silence
   * @param count how many new ones
   */
  double[] of(double[] samples, int count) {
    if (from == to) {
      return Arrays.copyOf(samples, count);
    }
    int common = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    int phases = to / common;
    double[][] kept = (long) phases * 2 * reach() > MOST_KEPT ? null : new double[phases][];
    double[] resampled = new double[count];
    for (int n = 0; n < count; n++) {
      long position = (long) n * from;
      int phase = n % phases;
      double[] weights = kept == null ? weights(position) : kept[phase];
      if (weights == null) {
        weights = weights(position);
        kept[phase] = weights;
      }
      long first = position / to - reach() + 1;
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        long at = first + k;
        sum += at >= 0 && at < samples.length ? weights[k] * samples[(int) at] : 0;
      }
      resampled[n] = sum;
    }
    return resampled;
  }

  /** Of the old samples about a moment, in old samples times {@link #to}; their sum is 1. */
  private double[] weights(long position) {
    int reach = reach();
    double fraction = (double) (position % to) / to;
    double[] weights = new double[2 * reach];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double distance = fraction - (k - reach + 1);
      double angle = StrictMath.PI * cutoff() * distance;
      double sinc = angle == 0 ? 1 : StrictMath.sin(angle) / angle;
      double window = StrictMath.cos(StrictMath.PI / 2 * distance / reach);
      weights[k] = sinc * window * window;
      sum += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }
}
