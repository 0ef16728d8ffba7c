package org.sparkprop.common.encoder;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.RowLayout;

/** What is measured of each feature column, in the layout's order. */
public record MeasuredColumns(List<Measure> measures) {
  public MeasuredColumns {
    measures = List.copyOf(measures);
  }

  /** What an encoder of this configuration is fitted to. */
  public static MeasuredColumns of(RowLayout layout, EncodeConfiguration configuration) {
    return new MeasuredColumns(
        layout.features().stream()
            .map(
                feature ->
                    measure(
                        feature,
                        configuration.log().contains(feature.name()),
                        configuration.oneHot().contains(feature.name())))
            .toList());
  }

  /** What replaces missing cells in the rows of another run, where the encoder is kept. */
  public static MeasuredColumns of(Encoder kept) {
    List<FeatureColumn> features = kept.layout().features();
    return new MeasuredColumns(
        IntStream.range(0, features.size())
            .mapToObj(i -> measure(features.get(i), isLogged(kept.columns().get(i)), false))
            .toList());
  }

  private static Measure measure(FeatureColumn feature, boolean logged, boolean counted) {
    if (feature.kind() == ColumnKind.CATEGORY) {
      return counted ? Measure.CATEGORIES : Measure.NOTHING;
    }
    if (feature.kind() == ColumnKind.DATE) {
      return Measure.DATE;
    }
    return logged ? Measure.LOGARITHM : Measure.NUMBER;
  }

  private static boolean isLogged(ColumnEncoder column) {
    return column instanceof LogColumn
        || (column instanceof IndicatedColumn indicated && isLogged(indicated.value()));
  }
}
