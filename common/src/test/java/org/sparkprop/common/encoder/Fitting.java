package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.common.vector.SparseRows;

/** Encoders fitted to one column {@code x}. */
final class Fitting {
  private Fitting() {}

  /** A configuration in JSON with single quotes. */
  static EncodeConfiguration encode(String json) {
    try {
      return Binder.bind(
          new ObjectMapper().readTree(json.replace('\'', '"')),
          EncodeConfiguration.class,
          "encode");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  static String quoted(String... names) {
    return Arrays.stream(names).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  static Encoder toNumbers(String json, MissingCells missing, double... values) {
    EncodeConfiguration configuration = encode(json);
    RowLayout layout = layout(configuration);
    EncoderStatistics statistics = new EncoderStatistics(MeasuredColumns.of(layout, configuration));
    for (double value : values) {
      statistics.add(row(value), 0);
    }
    statistics.setSamples(
        Map.of("x", Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray()));
    return fit(layout, configuration, missing, statistics);
  }

  static Encoder toNumbers(String json, double... values) {
    return toNumbers(json, new MissingCells(MissingRule.MEAN, false), values);
  }

  static Encoder toCategories(String json, String... values) {
    EncodeConfiguration configuration = encode(json);
    RowLayout layout = layout(configuration);
    EncoderStatistics statistics = new EncoderStatistics(MeasuredColumns.of(layout, configuration));
    for (String value : values) {
      statistics.add(row(value), 0);
    }
    configuration
        .text("x")
        .ifPresent(settings -> statistics.setTexts(Map.of("x", counts(settings, values))));
    return fit(layout, configuration, new MissingCells(MissingRule.MEAN, false), statistics);
  }

  private static List<TextCount> counts(TextSettings settings, String... texts) {
    return Arrays.stream(texts)
        .flatMap(text -> settings.counted(text).stream())
        .collect(Collectors.groupingBy(key -> key, Collectors.counting()))
        .entrySet()
        .stream()
        .map(count -> new TextCount(count.getKey(), count.getValue()))
        .sorted()
        .limit(settings.mostCounted())
        .toList();
  }

  private static Encoder fit(
      RowLayout layout,
      EncodeConfiguration configuration,
      MissingCells missing,
      EncoderStatistics statistics) {
    Encoder encoder =
        EncoderFit.fit(layout, configuration, missing, TargetKind.NUMBER, statistics).encoder();
    // As it is read from a model.
    return Binder.bind(ConfigurationTree.of(encoder), Encoder.class, "encoder");
  }

  private static RowLayout layout(EncodeConfiguration configuration) {
    return new RowLayout(
        List.of(new FeatureColumn("x", configuration.kind("x"))),
        LabelKind.NUMBER,
        List.of("y"),
        Optional.empty());
  }

  private static RawRow row(double value) {
    return new RawRow(new double[] {value}, new String[0], null, new double[1], 1);
  }

  private static RawRow row(String value) {
    return new RawRow(new double[0], new String[] {value}, null, new double[1], 1);
  }

  static double[] encoded(Encoder encoder, double value) {
    return encoded(encoder, row(value));
  }

  static double[] encoded(Encoder encoder, String value) {
    return encoded(encoder, row(value));
  }

  private static double[] encoded(Encoder encoder, RawRow row) {
    double[] features = new double[encoder.width()];
    Arrays.fill(features, 99);
    encoder.encode(row, features);
    assertArrayEquals(features, sparse(encoder, row), 0, "what is not zero of the row");
    return features;
  }

  /** A row that was encoded by what is not zero, with its zeros. */
  private static double[] sparse(Encoder encoder, RawRow row) {
    SparseRows rows = new SparseRows();
    encoder.addTo(rows, row, Encoder.NO_FOLD);
    double[] features = new double[encoder.width()];
    for (int i = rows.start(0); i < rows.end(0); i++) {
      assertTrue(rows.value(i) != 0, "a zero among the entries");
      assertTrue(i == 0 || rows.column(i) > rows.column(i - 1), "ascending columns");
      features[rows.column(i)] = rows.value(i);
    }
    return features;
  }

  static double decoded(Encoder encoder, double value) {
    double[] features = encoded(encoder, value);
    encoder.decode(features);
    return features[0];
  }
}
