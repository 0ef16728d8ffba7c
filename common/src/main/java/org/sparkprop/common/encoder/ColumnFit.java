package org.sparkprop.common.encoder;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.row.FeatureColumn;

/**
 * Fits the encoder of one column after another, each of the kind that the configuration wants.
 *
 * @param classes none where labels are numbers
 * @param labels the label columns
 */
record ColumnFit(
    EncodeConfiguration configuration,
    MissingCells missing,
    List<String> classes,
    List<String> labels,
    EncoderStatistics statistics) {
  /**
   * Fits a column.
   *
   * @param index of the column among those with numeric cells, or with texts
   * @throws UserMistake for too many categories, or none
   */
  ColumnEncoder column(FeatureColumn feature, int index) {
    return switch (feature.kind()) {
      case NUMBER -> number(feature.name(), statistics.number(index));
      case DATE -> DateColumn.of(statistics.number(index));
      case CATEGORY -> category(feature.name(), index);
      case TEXT -> text(feature.name());
      case VECTOR -> new VectorColumn(feature.width(), configuration.scale().orElse(1));
    };
  }

  private NumericEncoder number(String name, ColumnStatistics of) {
    ScalarEncoder encoder = scalar(name, of);
    if (configuration.log().contains(name)) {
      encoder = new LogColumn(encoder);
    }
    boolean isIndicated = missing.indicator() && of.missing()[0] > 0;
    return isIndicated ? new IndicatedColumn(encoder) : encoder;
  }

  private ScalarEncoder scalar(String name, ColumnStatistics of) {
    double fill = fill(missing.rule(), of);
    if (configuration.standardizes(name)) {
      return NumberColumn.standardized(of.moments(), fill);
    }
    if (configuration.scalesToRange(name)) {
      return MinMaxColumn.of(of.range(), configuration.log().contains(name), fill);
    }
    if (configuration.quantile().contains(name)) {
      return QuantileColumn.of(statistics.sample(name), fill);
    }
    return new NumberColumn(0, configuration.scale().orElse(1), fill);
  }

  /** The value of a missing cell: of logarithms, where moments are of those. */
  static double fill(MissingRule missing, ColumnStatistics of) {
    return missing == MissingRule.MEAN ? of.moments().mean() : 0;
  }

  private CategoryEncoder category(String name, int index) {
    if (configuration.hash().containsKey(name)) {
      return new HashColumn(configuration.hash().get(name));
    }
    if (configuration.targetMean().contains(name)) {
      TargetStatistics targets = statistics.targets(index);
      requireCategories(name, targets.categories().size(), "target-mean");
      return TargetMeanColumn.of(targets, classes, labels);
    }
    List<String> categories = List.copyOf(statistics.categories(index).keySet());
    requireCategories(name, categories.size(), "one-hot");
    return new OneHotColumn(categories);
  }

  private CategoryEncoder text(String name) {
    Map<String, Long> counts = statistics.texts(name);
    if (configuration.words().containsKey(name)) {
      return WordsColumn.of(configuration.words().get(name), counts, statistics.rows());
    }
    if (counts.isEmpty()) {
      throw new UserMistake(
          "column %s: expected words for tokens, but no training row has any; leave it out under data.ignore"
              .formatted(name));
    }
    return TokensColumn.of(configuration.tokens().get(name), counts);
  }

  private static void requireCategories(String name, int count, String key) {
    if (count > EncodeConfiguration.MOST_CATEGORIES) {
      throw new UserMistake(
          "column %s: expected at most %,d categories for %s, got more; name it under data.encode.hash, or leave it out under data.ignore"
              .formatted(name, EncodeConfiguration.MOST_CATEGORIES, key));
    }
    if (count == 0) {
      throw new UserMistake(
          "column %s: expected categories for %s, but every training row misses it; leave it out under data.ignore"
              .formatted(name, key));
    }
  }
}
