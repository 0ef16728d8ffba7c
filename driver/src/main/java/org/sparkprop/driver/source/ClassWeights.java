package org.sparkprop.driver.source;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.UserMistake;

/** What a training row weighs by its class, beside its own weight. */
public enum ClassWeights {
  EQUAL,

  /**
   * All classes together weigh the same: rows / (classes · rows of the class), as measured on the
   * training rows, so that the mean weight is 1.
   */
  BALANCED;

  /**
   * The weights in the order of the classes; empty where all are 1.
   *
   * @param counts of the training rows
   * @throws UserMistake where there are no classes to be balanced
   */
  public double[] of(List<String> classes, Map<String, Long> counts) {
    if (this == EQUAL) {
      return new double[0];
    }
    if (classes.isEmpty()) {
      throw new UserMistake("data.class-weights: balanced needs a label of classes, got numbers");
    }
    double rows = counts.values().stream().mapToLong(count -> count).sum();
    return classes.stream().mapToDouble(of -> rows / (classes.size() * counts.get(of))).toArray();
  }
}
