package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * For each score how many positive and how many negative rows have it: all that the area under the
 * ROC curve needs. Exact up to 131,072 different scores; beyond that scores are told apart by fewer
 * leading bits, just few enough for the different ones to fit. The number of bits depends on the
 * set of scores alone, so merging in any order gives the same.
 *
 * <p>Scores are compared as floats. Mutable.
 */
public final class ScoreCounts {
  private static final int MOST_SCORES = 1 << 17;

  private final TreeMap<Integer, long[]> counts = new TreeMap<>();
  private int droppedBits;

  /** Adds a row; a score that is not a number counts as the lowest. */
  public void add(double score, boolean positive) {
    count(orderedBits((float) score) >> droppedBits, positive ? 0 : 1, positive ? 1 : 0);
    shrink();
  }

  public void add(ScoreCounts other) {
    dropTo(Math.max(droppedBits, other.droppedBits));
    int further = droppedBits - other.droppedBits;
    other.counts.forEach((key, count) -> count(key >> further, count[0], count[1]));
    shrink();
  }

  private void count(int key, long negatives, long positives) {
    long[] count = counts.computeIfAbsent(key, k -> new long[2]);
    count[0] += negatives;
    count[1] += positives;
  }

  private void shrink() {
    while (counts.size() > MOST_SCORES) {
      dropTo(droppedBits + 1);
    }
  }

  private void dropTo(int bits) {
    if (bits == droppedBits) {
      return;
    }
    int further = bits - droppedBits;
    droppedBits = bits;
    Map<Integer, long[]> before = new TreeMap<>(counts);
    counts.clear();
    before.forEach((key, count) -> count(key >> further, count[0], count[1]));
  }

  /** An integer that orders as the float does. */
  private static int orderedBits(float score) {
    if (Float.isNaN(score)) {
      return Integer.MIN_VALUE;
    }
    int bits = Float.floatToIntBits(score + 0f);
    return bits >= 0 ? bits : bits ^ 0x7FFFFFFF;
  }

  /**
   * The area under the ROC curve: the probability that a positive row scores higher than a negative
   * one, ties counted half (Hanley and McNeil 1982). NaN without rows of both kinds.
   */
  public double area() {
    double pairs = 0;
    long negativesBelow = 0;
    long positives = 0;
    for (long[] count : counts.values()) {
      pairs += count[1] * (negativesBelow + 0.5 * count[0]);
      negativesBelow += count[0];
      positives += count[1];
    }
    return positives == 0 || negativesBelow == 0
        ? Double.NaN
        : pairs / ((double) positives * negativesBelow);
  }

  /**
   * What each score, taken as the threshold, makes of the rows. Where there are too many scores for
   * each to be kept, those that are not told apart count as the least of them.
   */
  public RocCurve curve() {
    TreeMap<Float, long[]> byScore = new TreeMap<>();
    counts.forEach((key, count) -> byScore.put(score(key << droppedBits), count));
    return RocCurve.of(byScore);
  }

  /** The float whose {@link #orderedBits} these are; what was not a number is below all. */
  private static float score(int bits) {
    float score = Float.intBitsToFloat(bits >= 0 ? bits : bits ^ 0x7FFFFFFF);
    return Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score;
  }

  int encodedBytes() {
    return 2 * Integer.BYTES + counts.size() * (Integer.BYTES + 2 * Long.BYTES);
  }

  void encodeTo(ByteBuffer bytes) {
    bytes.putInt(droppedBits).putInt(counts.size());
    counts.forEach((key, count) -> bytes.putInt(key).putLong(count[0]).putLong(count[1]));
  }

  void decodeFrom(ByteBuffer bytes) {
    droppedBits = bytes.getInt();
    for (int left = bytes.getInt(); left > 0; left--) {
      counts.put(bytes.getInt(), new long[] {bytes.getLong(), bytes.getLong()});
    }
  }
}
