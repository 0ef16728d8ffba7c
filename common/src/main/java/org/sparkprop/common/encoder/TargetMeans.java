package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The mean labels of some rows.
 *
 * @param all one number for each output, over all these rows
 * @param categories the same for each category
 */
record TargetMeans(List<Double> all, List<List<Double>> categories) {
  /** A category's mean counts this many rows of the mean of all. */
  static final int PRIOR_ROWS = 10;

  /**
   * Of all training rows but those of a fold.
   *
   * @param keys of the outputs
   * @param fold {@link Encoder#NO_FOLD}: of all
   */
  static TargetMeans of(TargetStatistics statistics, List<String> keys, int fold) {
    TargetSums sums = statistics.allWithout(fold);
    List<Double> all = keys.stream().map(key -> sums.mean(key, 0, 0)).toList();
    List<List<Double>> categories = new ArrayList<>();
    for (String category : statistics.categories()) {
      TargetSums ofCategory = statistics.without(category, fold);
      List<Double> means = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        means.add(ofCategory.mean(keys.get(i), all.get(i), PRIOR_ROWS));
      }
      categories.add(means);
    }
    return new TargetMeans(all, categories);
  }
}
