package org.sparkprop.driver.crossvalidation;

import java.util.Map;
import org.sparkprop.common.metric.Evaluation;

/**
 * What one fold gave.
 *
 * @param seed of its cross-validation
 * @param fold from 1 on
 * @param testRows how many rows the fold has
 * @param epochs of the training
 * @param evaluation of the fold's rows by a network that never saw them
 */
record FoldResult(long seed, int fold, long testRows, long epochs, Evaluation evaluation) {
  Map<String, Double> measures() {
    return evaluation.measures();
  }
}
