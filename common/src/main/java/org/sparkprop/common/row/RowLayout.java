package org.sparkprop.common.row;

import java.util.List;
import java.util.Optional;

/**
 * Which columns of a source a model is made of, in the order in which they are encoded.
 *
 * @param features the columns that go into the network
 * @param labels the columns to be predicted: one for classes, one or more for numbers
 * @param weight the column that holds each row's weight, if any
 */
public record RowLayout(
    List<FeatureColumn> features,
    LabelKind labelKind,
    List<String> labels,
    Optional<String> weight) {
  /** The columns whose cells are a raw row's numbers, in order: numbers and dates. */
  public List<FeatureColumn> numericFeatures() {
    return features.stream().filter(f -> f.kind().isNumeric()).toList();
  }

  /** The columns whose cells are a raw row's categories, in order: categories and texts. */
  public List<FeatureColumn> textualFeatures() {
    return features.stream().filter(f -> f.kind().isTextual()).toList();
  }

  /** The names of the columns of one kind, in order. */
  public List<String> names(ColumnKind kind) {
    return features.stream().filter(f -> f.kind() == kind).map(FeatureColumn::name).toList();
  }
}
