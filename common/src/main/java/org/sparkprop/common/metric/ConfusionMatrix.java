package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How many rows of each class (row) were taken for each class (column). Counts of rows, not
 * weighted; merging in any order gives the same. Mutable.
 *
 * <p>Precision of a class is its right predictions over all predictions of it, recall its right
 * predictions over its rows, F1 their harmonic mean; each is 0 where the divisor is 0. Macro is the
 * plain mean over the classes that have rows or predictions.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;

  public ConfusionMatrix(int classes) {
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
  }

  public void add(int actual, int predicted) {
    counts[actual * classes + predicted]++;
  }

  public void add(ConfusionMatrix other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  public int classes() {
    return classes;
  }

  public long count(int actual, int predicted) {
    return counts[actual * classes + predicted];
  }

  public long rows() {
    return Arrays.stream(counts).sum();
  }

  /** Right predictions over all; 0 of no rows. */
  public double accuracy() {
    long right = 0;
    for (int k = 0; k < classes; k++) {
      right += count(k, k);
    }
    return ratio(right, rows());
  }

  /** The mean recall of the classes that have rows; 0 of no rows. */
  public double balancedAccuracy() {
    double sum = 0;
    int present = 0;
    for (int k = 0; k < classes; k++) {
      sum += recall(k);
      present += actual(k) > 0 ? 1 : 0;
    }
    return present == 0 ? 0 : sum / present;
  }

  public double precision(int label) {
    return ratio(count(label, label), predicted(label));
  }

  public double recall(int label) {
    return ratio(count(label, label), actual(label));
  }

  public double f1(int label) {
    return ratio(2 * count(label, label), predicted(label) + actual(label));
  }

  /** How many rows have a class. */
  public long actual(int label) {
    long sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += count(label, k);
    }
    return sum;
  }

  /** How many rows were taken for a class. */
  public long predicted(int label) {
    long sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += count(k, label);
    }
    return sum;
  }

  public double macroPrecision() {
    return macro(this::precision);
  }

  public double macroRecall() {
    return macro(this::recall);
  }

  public double macroF1() {
    return macro(this::f1);
  }

  private double macro(IntToDoubleFunction ofClass) {
    double sum = 0;
    int present = 0;
    for (int k = 0; k < classes; k++) {
      if (actual(k) + predicted(k) > 0) {
        sum += ofClass.applyAsDouble(k);
        present++;
      }
    }
    return present == 0 ? 0 : sum / present;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  int encodedBytes() {
    return counts.length * Long.BYTES;
  }

  void encodeTo(ByteBuffer bytes) {
    for (long count : counts) {
      bytes.putLong(count);
    }
  }

  void decodeFrom(ByteBuffer bytes) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = bytes.getLong();
    }
  }
}
