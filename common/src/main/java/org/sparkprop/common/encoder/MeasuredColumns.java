package org.sparkprop.common.encoder;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.RowLayout;

/** What is measured of each feature column but vectors, in the layout's order. */
public record MeasuredColumns(List<Measure> measures) {
  public MeasuredColumns {
    measures = List.copyOf(measures);
  }

  /** What an encoder of this configuration is fitted to. */
  public static MeasuredColumns of(RowLayout layout, EncodeConfiguration configuration) {
    return new MeasuredColumns(
        layout.features().stream()
            .filter(feature -> feature.kind() != ColumnKind.VECTOR)
            .map(feature -> measure(feature, configuration))
            .toList());
  }

  private static Measure measure(FeatureColumn feature, EncodeConfiguration configuration) {
    String name = feature.name();
    return switch (feature.kind()) {
      case NUMBER -> configuration.log().contains(name) ? Measure.LOGARITHM : Measure.NUMBER;
      case DATE -> Measure.DATE;
      case TEXT, VECTOR -> Measure.NOTHING;
      case CATEGORY -> {
        if (configuration.oneHot().contains(name)) {
          yield Measure.CATEGORIES;
        }
        yield configuration.targetMean().contains(name) ? Measure.TARGETS : Measure.NOTHING;
      }
    };
  }

  /** What replaces missing cells in the rows of another run, where the encoder is kept. */
  public static MeasuredColumns of(Encoder kept) {
    List<FeatureColumn> features = kept.layout().features();
    return new MeasuredColumns(
        IntStream.range(0, features.size())
            .filter(i -> features.get(i).kind() != ColumnKind.VECTOR)
            .mapToObj(i -> measure(features.get(i).kind(), kept.columns().get(i)))
            .toList());
  }

  private static Measure measure(ColumnKind kind, ColumnEncoder column) {
    return switch (kind) {
      case NUMBER -> isLogged(column) ? Measure.LOGARITHM : Measure.NUMBER;
      case DATE -> Measure.DATE;
      case CATEGORY, TEXT, VECTOR -> Measure.NOTHING;
    };
  }

  private static boolean isLogged(ColumnEncoder column) {
    return column instanceof LogColumn
        || (column instanceof IndicatedColumn indicated && isLogged(indicated.value()));
  }

  /** Whether labels are measured, and so a row's fold matters. */
  public boolean usesFolds() {
    return measures.contains(Measure.TARGETS);
  }
}
