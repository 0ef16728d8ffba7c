package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * For each score how many positive and how many negative rows have it: all that the area under the
 * ROC curve needs. Exact up to 131,072 different scores; beyond that scores are told apart by fewer
 * leading bits, just few enough for the different ones to fit. The number of bits depends on the
 * set of scores alone, so merging in any order gives the same.
 *
 * <p>Scores are compared as floats. New rows wait in an array that is sorted and merged when it is
 * full: 20 bytes for each different score, and eight for each row that waits. Mutable, for reading
 * too.
 */
public final class ScoreCounts {
  private static final int MOST_SCORES = 1 << 17;
  private static final int MOST_WAITING = 1 << 15;

  /** Different ones, ascending, with the rows of each. */
  private int[] keys = new int[0];

  private long[] negatives = new long[0];
  private long[] positives = new long[0];
  private int size;
  private int droppedBits;

  /** Rows to be merged: twice the score's bits, and 1 more where it is of a positive row. */
  private long[] waiting = new long[64];

  private int waitingCount;

  /** Adds a row; a score that is not a number counts as the lowest. */
  public void add(double score, boolean positive) {
    if (waitingCount == waiting.length) {
      if (waitingCount == MOST_WAITING) {
        settle();
      } else {
        waiting = Arrays.copyOf(waiting, 2 * waitingCount);
      }
    }
    waiting[waitingCount++] = 2L * orderedBits((float) score) + (positive ? 1 : 0);
  }

  public void add(ScoreCounts other) {
    settle();
    other.settle();
    int bits = Math.max(droppedBits, other.droppedBits);
    dropTo(bits);
    merge(other.keys, other.negatives, other.positives, other.size, bits - other.droppedBits);
  }

  /** Merges the rows that wait. */
  private void settle() {
    if (waitingCount == 0) {
      return;
    }
    Arrays.sort(waiting, 0, waitingCount);
    int[] ofKeys = new int[waitingCount];
    long[] ofNegatives = new long[waitingCount];
    long[] ofPositives = new long[waitingCount];
    int different = 0;
    for (int i = 0; i < waitingCount; i++) {
      int key = (int) (waiting[i] >> 1);
      if (different == 0 || ofKeys[different - 1] != key) {
        ofKeys[different++] = key;
      }
      boolean positive = (waiting[i] & 1) == 1;
      ofNegatives[different - 1] += positive ? 0 : 1;
      ofPositives[different - 1] += positive ? 1 : 0;
    }
    waitingCount = 0;
    merge(ofKeys, ofNegatives, ofPositives, different, droppedBits);
  }

  /** Merges sorted counts of scores that are {@code further} bits longer than those here. */
  private void merge(int[] ofKeys, long[] ofNegatives, long[] ofPositives, int count, int further) {
    ScoreCounts merged = new ScoreCounts();
    merged.droppedBits = droppedBits;
    merged.room(size + count);
    int here = 0;
    int there = 0;
    while (here < size || there < count) {
      boolean takesHere = there == count || (here < size && keys[here] <= ofKeys[there] >> further);
      if (takesHere) {
        merged.append(keys[here], negatives[here], positives[here]);
        here++;
      } else {
        merged.append(ofKeys[there] >> further, ofNegatives[there], ofPositives[there]);
        there++;
      }
    }
    keys = merged.keys;
    negatives = merged.negatives;
    positives = merged.positives;
    size = merged.size;
    while (size > MOST_SCORES) {
      dropTo(droppedBits + 1);
    }
  }

  private void room(int most) {
    keys = new int[most];
    negatives = new long[most];
    positives = new long[most];
  }

  /** Adds to the last score's rows, or behind it. */
  private void append(int key, long ofNegatives, long ofPositives) {
    if (size == 0 || keys[size - 1] != key) {
      keys[size] = key;
      negatives[size] = 0;
      positives[size] = 0;
      size++;
    }
    negatives[size - 1] += ofNegatives;
    positives[size - 1] += ofPositives;
  }

  /** Tells scores apart by so many bits less than a float has, in place. */
  private void dropTo(int bits) {
    int further = bits - droppedBits;
    if (further == 0) {
      return;
    }
    droppedBits = bits;
    int before = size;
    size = 0;
    for (int i = 0; i < before; i++) {
      append(keys[i] >> further, negatives[i], positives[i]);
    }
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
    settle();
    double pairs = 0;
    long negativesBelow = 0;
    long allPositives = 0;
    for (int i = 0; i < size; i++) {
      pairs += positives[i] * (negativesBelow + 0.5 * negatives[i]);
      negativesBelow += negatives[i];
      allPositives += positives[i];
    }
    return allPositives == 0 || negativesBelow == 0
        ? Double.NaN
        : pairs / ((double) allPositives * negativesBelow);
  }

  /**
   * What each score, taken as the threshold, makes of the rows. Where there are too many scores for
   * each to be kept, those that are not told apart count as the least of them.
   */
  public RocCurve curve() {
    settle();
    TreeMap<Float, long[]> byScore = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      byScore.put(score(keys[i] << droppedBits), new long[] {negatives[i], positives[i]});
    }
    return RocCurve.of(byScore);
  }

  /** The float whose {@link #orderedBits} these are; what was not a number is below all. */
  private static float score(int bits) {
    float score = Float.intBitsToFloat(bits >= 0 ? bits : bits ^ 0x7FFFFFFF);
    return Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score;
  }

  int encodedBytes() {
    settle();
    return 2 * Integer.BYTES + size * (Integer.BYTES + 2 * Long.BYTES);
  }

  void encodeTo(ByteBuffer bytes) {
    settle();
    bytes.putInt(droppedBits).putInt(size);
    for (int i = 0; i < size; i++) {
      bytes.putInt(keys[i]).putLong(negatives[i]).putLong(positives[i]);
    }
  }

  void decodeFrom(ByteBuffer bytes) {
    droppedBits = bytes.getInt();
    int count = bytes.getInt();
    room(count);
    for (int i = 0; i < count; i++) {
      append(bytes.getInt(), bytes.getLong(), bytes.getLong());
    }
  }
}
