package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.common.configuration.Name;

/**
 * A category as the mean label of its rows (Micci-Barreca 2001, A Preprocessing Scheme for
 * High-Cardinality Categorical Attributes in Classification and Prediction Problems): for classes
 * the share of each class but the first, for numbers the mean of each label column. Drawn towards
 * the mean m of all rows by the m-estimate there: (sum + 10 m) / (rows + 10), which is m for a
 * category that is missing or was never seen.
 *
 * <p>A training row must not see its own label. The training rows are cut into {@value
 * Encoder#FOLDS} folds by a hash of their contents, so that copies of a row are in one, and a row's
 * number is the mean over the other folds.
 *
 * @param outputs what there are means of
 * @param categories sorted
 * @param means over all training rows
 * @param folds and for each fold over the others
 */
@Name("target-mean")
record TargetMeanColumn(
    List<String> outputs, List<String> categories, TargetMeans means, List<TargetMeans> folds)
    implements CategoryEncoder {
  /**
   * Fits the means.
   *
   * @param classes none for numbers
   * @param labels the label columns
   */
  static TargetMeanColumn of(
      TargetStatistics statistics, List<String> classes, List<String> labels) {
    List<String> outputs = classes.isEmpty() ? labels : classes.subList(1, classes.size());
    List<String> keys =
        classes.isEmpty()
            ? IntStream.range(0, labels.size()).mapToObj(Integer::toString).toList()
            : outputs;
    List<TargetMeans> folds = new ArrayList<>();
    for (int fold = 0; fold < Encoder.FOLDS; fold++) {
      folds.add(TargetMeans.of(statistics, keys, fold));
    }
    return new TargetMeanColumn(
        List.copyOf(outputs),
        statistics.categories(),
        TargetMeans.of(statistics, keys, Encoder.NO_FOLD),
        folds);
  }

  @Override
  public int width() {
    return outputs.size();
  }

  @Override
  public List<String> names(String column) {
    return outputs.size() == 1
        ? List.of(column)
        : outputs.stream().map(output -> column + "_" + output).toList();
  }

  @Override
  public void encode(String category, int fold, double[] features, int at) {
    TargetMeans of = fold == Encoder.NO_FOLD ? means : folds.get(fold);
    int place = category == null ? -1 : Collections.binarySearch(categories, category);
    List<Double> numbers = place < 0 ? of.all() : of.categories().get(place);
    for (int i = 0; i < numbers.size(); i++) {
      features[at + i] = numbers.get(i);
    }
  }
}
