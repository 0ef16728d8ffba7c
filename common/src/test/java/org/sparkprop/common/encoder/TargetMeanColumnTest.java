package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowLayout;

class TargetMeanColumnTest {
  private static final EncodeConfiguration BY_TARGET = Fitting.encode("{'target-mean': 'x'}");

  /** A row and its fold. */
  private record Placed(RawRow row, int fold) {}

  private static Placed ofClass(String category, String label, int fold) {
    return new Placed(
        new RawRow(new double[0], new String[] {category}, label, new double[0], 1), fold);
  }

  private static Placed ofNumbers(String category, int fold, double... targets) {
    return new Placed(new RawRow(new double[0], new String[] {category}, null, targets, 1), fold);
  }

  private static RowLayout layout(LabelKind kind, String... labels) {
    return new RowLayout(
        List.of(new FeatureColumn("x", ColumnKind.CATEGORY)),
        kind,
        List.of(labels),
        Optional.empty());
  }

  private static EncoderStatistics statistics(RowLayout layout, List<Placed> rows) {
    EncoderStatistics statistics = new EncoderStatistics(MeasuredColumns.of(layout, BY_TARGET));
    rows.forEach(placed -> statistics.add(placed.row, placed.fold));
    return statistics;
  }

  private static Encoder fit(RowLayout layout, EncoderStatistics statistics) {
    MissingCells missing = new MissingCells(MissingRule.MEAN, false);
    TargetKind kind =
        layout.labelKind() == LabelKind.CLASS ? TargetKind.CLASS_INDEX : TargetKind.NUMBER;
    Encoder encoder = EncoderFit.fit(layout, BY_TARGET, missing, kind, statistics).encoder();
    return Binder.bind(ConfigurationTree.of(encoder), Encoder.class, "encoder");
  }

  private static double[] encoded(Encoder encoder, String category, int fold) {
    double[] features = new double[encoder.width()];
    encoder.encode(ofClass(category, null, fold).row, fold, features);
    return features;
  }

  @Test
  void aShareOfTheSecondClassOverTheOtherFolds() {
    RowLayout layout = layout(LabelKind.CLASS, "y");
    Encoder encoder =
        fit(
            layout,
            statistics(
                layout,
                List.of(
                    ofClass("a", "yes", 0),
                    ofClass("a", "no", 1),
                    ofClass("a", "yes", 1),
                    ofClass("b", "no", 2),
                    ofClass(null, "no", 3))));
    // All rows: 2 of 5 say yes. a: 2 of 3, with 10 rows of the mean of all: (2 + 4) / 13.
    assertEquals(List.of("no", "yes"), encoder.classes());
    assertArrayEquals(new double[] {6 / 13.0}, encoded(encoder, "a", Encoder.NO_FOLD), 1e-15);
    assertArrayEquals(new double[] {4 / 11.0}, encoded(encoder, "b", Encoder.NO_FOLD), 1e-15);
    assertArrayEquals(new double[] {0.4}, encoded(encoder, null, Encoder.NO_FOLD), 1e-15);
    assertArrayEquals(new double[] {0.4}, encoded(encoder, "new", Encoder.NO_FOLD), 1e-15);
    // Without fold 0: 1 of 4 in all, of a 1 of 2: (1 + 2.5) / 12.
    assertArrayEquals(new double[] {3.5 / 12}, encoded(encoder, "a", 0), 1e-15);
    // Without fold 1: 1 of 3 in all, of a 1 of 1: (1 + 10/3) / 11.
    assertArrayEquals(new double[] {13 / 33.0}, encoded(encoder, "a", 1), 1e-15);
    // b stands in fold 2 alone, and without it there are 2 of 4.
    assertArrayEquals(new double[] {0.5}, encoded(encoder, "b", 2), 1e-15);
    assertEquals(List.of("x"), encoder.featureNames());
    assertTrue(encoder.usesFolds());
  }

  @Test
  void aNumberForEachClassButTheFirstAndForEachLabel() {
    RowLayout classes = layout(LabelKind.CLASS, "y");
    Encoder three =
        fit(
            classes,
            statistics(
                classes,
                List.of(ofClass("a", "r", 0), ofClass("a", "s", 1), ofClass("b", "t", 2))));
    assertEquals(List.of("x_s", "x_t"), three.featureNames());
    // A third of all rows each; of a half are s and none t.
    assertArrayEquals(
        new double[] {(1 + 10 / 3.0) / 12, 10 / 3.0 / 12},
        encoded(three, "a", Encoder.NO_FOLD),
        1e-15);
    RowLayout numbers = layout(LabelKind.NUMBER, "y", "z");
    Encoder two =
        fit(
            numbers,
            statistics(numbers, List.of(ofNumbers("a", 0, 1, -8), ofNumbers("b", 1, 3, 2))));
    assertEquals(List.of("x_y", "x_z"), two.featureNames());
    assertArrayEquals(
        new double[] {21 / 11.0, -38 / 11.0}, encoded(two, "a", Encoder.NO_FOLD), 1e-15);
    assertArrayEquals(new double[] {3, 2}, encoded(two, "a", 0), 1e-15);
  }

  /** Sums that doubles would round, in any order and any parts. */
  @Test
  void neitherOrderNorPartsMatter() {
    RowLayout layout = layout(LabelKind.NUMBER, "y");
    List<Placed> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double target = (i % 2 == 0 ? 1 : -1) * Math.pow(10, i % 25 - 8) / 3;
      rows.add(ofNumbers(i % 7 == 0 ? null : "c" + i % 11, i * 7 % Encoder.FOLDS, target));
    }
    Encoder whole = fit(layout, statistics(layout, rows));
    EncoderStatistics merged = new EncoderStatistics(MeasuredColumns.of(layout, BY_TARGET));
    for (int from = 290; from >= 0; from -= 10) {
      merged.add(
          EncoderStatistics.decode(statistics(layout, rows.subList(from, from + 10)).encode()));
    }
    assertEquals(whole, fit(layout, merged));
  }

  @Test
  void tooManyCategories() {
    RowLayout layout = layout(LabelKind.NUMBER, "y");
    List<Placed> rows =
        IntStream.rangeClosed(0, EncodeConfiguration.MOST_CATEGORIES)
            .mapToObj(i -> ofNumbers("id" + i, 0, i))
            .toList();
    String message =
        assertThrows(UserMistake.class, () -> fit(layout, statistics(layout, rows))).getMessage();
    assertTrue(message.contains("at most 10,000 categories for target-mean"), message);
    assertTrue(message.contains("data.encode.hash"), message);
  }
}
