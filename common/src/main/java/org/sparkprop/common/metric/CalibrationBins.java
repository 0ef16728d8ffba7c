package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicted probabilities in {@value #BINS} bins of equal width, as many as Guo et al. 2017 take,
 * with how often what they promise came true. Probabilities are summed as whole multiples of 2⁻³⁰,
 * so that merging in any order gives the same. Mutable.
 */
public final class CalibrationBins {
  static final int BINS = 15;

  /** What {@link #fixed} makes of 1. */
  static final double ONE = 1L << 30;

  private final long[] rows = new long[BINS];
  private final long[] hits = new long[BINS];
  private final long[] probabilities = new long[BINS];

  /**
   * A bin.
   *
   * @param from the least probability in it
   * @param to the first above it, but for the last bin, which has 1
   * @param rows how many fell into it
   * @param meanProbability of these; NaN without rows
   * @param share of these for which the event came true; NaN without rows
   */
  public record Bin(double from, double to, long rows, double meanProbability, double share) {}

  /** Adds the probability of an event, and whether it came true. */
  void add(double probability, boolean hit) {
    double inside = probability >= 0 ? Math.min(probability, 1) : 0;
    int bin = Math.min(BINS - 1, (int) (inside * BINS));
    rows[bin]++;
    hits[bin] += hit ? 1 : 0;
    probabilities[bin] += fixed(inside);
  }

  void add(CalibrationBins other) {
    for (int i = 0; i < BINS; i++) {
      rows[i] += other.rows[i];
      hits[i] += other.hits[i];
      probabilities[i] += other.probabilities[i];
    }
  }

  /** A number as the nearest multiple of 2⁻³⁰. */
  static long fixed(double value) {
    return Math.round(value * ONE);
  }

  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      bins.add(
          new Bin(
              (double) i / BINS,
              (double) (i + 1) / BINS,
              rows[i],
              probabilities[i] / ONE / rows[i],
              (double) hits[i] / rows[i]));
    }
    return bins;
  }

  /**
   * The expected calibration error (Naeini, Cooper and Hauskrecht 2015): how far the share of hits
   * is from the mean probability, the mean over the bins by their rows. NaN without rows.
   */
  public double error() {
    double sum = 0;
    long all = 0;
    for (int i = 0; i < BINS; i++) {
      sum += Math.abs(hits[i] - probabilities[i] / ONE);
      all += rows[i];
    }
    return sum / all;
  }

  static int encodedBytes() {
    return 3 * BINS * Long.BYTES;
  }

  void encodeTo(ByteBuffer bytes) {
    for (int i = 0; i < BINS; i++) {
      bytes.putLong(rows[i]).putLong(hits[i]).putLong(probabilities[i]);
    }
  }

  void decodeFrom(ByteBuffer bytes) {
    for (int i = 0; i < BINS; i++) {
      rows[i] = bytes.getLong();
      hits[i] = bytes.getLong();
      probabilities[i] = bytes.getLong();
    }
  }
}
