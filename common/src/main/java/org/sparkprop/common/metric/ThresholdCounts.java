package org.sparkprop.common.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of two kinds, positive and negative, told apart by a threshold: a row whose score is at
 * least the threshold is taken for positive. Shares without rows to take them of are NaN.
 *
 * @param threshold as a float, as scores are
 * @param truePositives positive rows taken for positive
 * @param falsePositives negative rows taken for positive
 * @param trueNegatives negative rows taken for negative
 * @param falseNegatives positive rows taken for negative
 */
public record ThresholdCounts(
    float threshold,
    long truePositives,
    long falsePositives,
    long trueNegatives,
    long falseNegatives) {

  /** The share of positive rows that are found. */
  public double sensitivity() {
    return ratio(truePositives, truePositives + falseNegatives);
  }

  /** The share of negative rows that are left alone. */
  public double specificity() {
    return ratio(trueNegatives, trueNegatives + falsePositives);
  }

  /** How often it is right where it says positive; goes by how common positive rows are. */
  public double positivePredictiveValue() {
    return ratio(truePositives, truePositives + falsePositives);
  }

  /** How often it is right where it says negative; goes by how common positive rows are. */
  public double negativePredictiveValue() {
    return ratio(trueNegatives, trueNegatives + falseNegatives);
  }

  /** The share of rows that are taken for what they are. */
  public double accuracy() {
    return ratio(
        truePositives + trueNegatives,
        truePositives + falsePositives + trueNegatives + falseNegatives);
  }

  /** The shares by name; those that are not defined for these rows are left out. */
  public Map<String, Double> measures() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("sensitivity", sensitivity());
    all.put("specificity", specificity());
    all.put("positive-predictive-value", positivePredictiveValue());
    all.put("negative-predictive-value", negativePredictiveValue());
    all.put("accuracy", accuracy());
    all.values().removeIf(value -> !Double.isFinite(value));
    return all;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
