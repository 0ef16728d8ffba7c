package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

class EncoderFitTest {
  private static final RowLayout LAYOUT =
      new RowLayout(
          List.of(
              new FeatureColumn("age", ColumnKind.NUMBER),
              new FeatureColumn("work", ColumnKind.CATEGORY),
              new FeatureColumn("hours", ColumnKind.NUMBER)),
          LabelKind.CLASS,
          List.of("income"),
          Optional.empty());

  private static final MeasuredColumns MEASURED =
      MeasuredColumns.of(LAYOUT, Fitting.encode("{'one-hot': 'work'}"));

  private static RawRow row(double age, String work, double hours, String income) {
    return new RawRow(new double[] {age, hours}, new String[] {work}, income, new double[0], 1);
  }

  private static final List<RawRow> ROWS =
      List.of(
          row(20, "private", 40, "10"),
          row(40, "state", Double.NaN, "9"),
          row(60, null, 20, "10"),
          row(40, "private", 30, "9"));

  private static EncoderStatistics statistics(List<RawRow> rows) {
    EncoderStatistics statistics = new EncoderStatistics(MEASURED);
    rows.forEach(row -> statistics.add(row, 0));
    return statistics;
  }

  private static EncodeConfiguration standardize(String... columns) {
    return Fitting.encode(
        "{'standardize': [%s], 'one-hot': 'work'}".formatted(Fitting.quoted(columns)));
  }

  private static EncoderFit.Fitted fit(EncodeConfiguration configuration, MissingRule missing) {
    return EncoderFit.fit(
        LAYOUT,
        configuration,
        new MissingCells(missing, false),
        TargetKind.CLASS_INDEX,
        statistics(ROWS));
  }

  private static double[] encoded(Encoder encoder, RawRow row) {
    double[] features = new double[encoder.width()];
    encoder.encode(row, features);
    return features;
  }

  @Test
  void standardizedByTheTrainingRows() {
    Encoder encoder = fit(standardize("all"), MissingRule.MEAN).encoder();
    assertEquals(4, encoder.width());
    // age: mean 40, variance 200; hours: mean 30, variance 200/3; a missing cell is the mean.
    double age = Math.sqrt(200);
    double hours = Math.sqrt(200.0 / 3);
    assertArrayEquals(
        new double[] {-20 / age, 1, 0, 10 / hours}, encoded(encoder, ROWS.get(0)), 1e-12);
    assertArrayEquals(new double[] {0, 0, 1, 0}, encoded(encoder, ROWS.get(1)), 1e-12);
    assertArrayEquals(
        new double[] {20 / age, 0, 0, -10 / hours}, encoded(encoder, ROWS.get(2)), 1e-12);
  }

  @Test
  void someColumnsStandardizedOthersAsTheyAre() {
    Encoder encoder = fit(standardize("age"), MissingRule.ZERO).encoder();
    assertArrayEquals(new double[] {0, 0, 1, 0}, encoded(encoder, ROWS.get(1)), 1e-12);
    assertEquals(40, encoded(encoder, ROWS.get(0))[3]);
    assertArrayEquals(
        new double[] {-40 / Math.sqrt(200), 0, 0, 5},
        encoded(encoder, row(Double.NaN, "never seen", 5, null)),
        1e-12,
        "zero, then scaled; an unknown category is all zeros");
  }

  @Test
  void scaled() {
    EncodeConfiguration half = Fitting.encode("{'scale': 0.5, 'one-hot': 'work'}");
    assertArrayEquals(
        new double[] {10, 1, 0, 20}, encoded(fit(half, MissingRule.FAIL).encoder(), ROWS.get(0)));
  }

  @Test
  void classesThatAreNumbersAreInTheirOrder() {
    Encoder encoder = fit(standardize(), MissingRule.ZERO).encoder();
    assertEquals(List.of("9", "10"), encoder.classes());
    double[] target = new double[1];
    encoder.encodeTarget(ROWS.get(0), target);
    assertEquals(1, target[0]);
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> encoder.encodeTarget(row(1, "private", 1, "11"), target));
    assertEquals("expected one of the classes 9, 10, got 11", unknown.getMessage());
  }

  @Test
  void aColumnOfOneValueIsToldOf() {
    List<RawRow> rows = List.of(row(7, "a", 1, "x"), row(7, "b", 2, "y"));
    EncoderFit.Fitted fitted =
        EncoderFit.fit(
            LAYOUT,
            standardize("all"),
            new MissingCells(MissingRule.MEAN, false),
            TargetKind.CLASS_INDEX,
            statistics(rows));
    assertEquals(
        List.of("column age has one value in all training rows: it says nothing"),
        fitted.warnings());
    assertEquals(0, encoded(fitted.encoder(), rows.get(0))[0]);
  }

  private static String mistake(List<RawRow> rows) {
    return assertThrows(
            UserMistake.class,
            () ->
                EncoderFit.fit(
                    LAYOUT,
                    standardize(),
                    new MissingCells(MissingRule.MEAN, false),
                    TargetKind.CLASS_INDEX,
                    statistics(rows)))
        .getMessage();
  }

  @Test
  void whatCannotBeFitted() {
    assertEquals(
        "label column income: expected two or more classes, got only `x` in all training rows",
        mistake(List.of(row(1, "a", 1, "x"), row(2, "b", 2, "x"))));
    String tooMany =
        mistake(
            IntStream.range(0, EncodeConfiguration.MOST_CATEGORIES + 5)
                .mapToObj(i -> row(i, "id-" + i, 1, i % 2 == 0 ? "x" : "y"))
                .toList());
    assertTrue(tooMany.startsWith("column work: expected at most 10,000 categories"), tooMany);
    String none = mistake(List.of(row(1, null, 1, "x"), row(2, null, 2, "y")));
    assertTrue(none.startsWith("column work: expected categories for one-hot"), none);
  }

  /** Neither order nor partitions of the rows touch one bit of what is fitted. */
  @Test
  void statisticsMergeExactly() {
    Random random = new Random(3);
    List<RawRow> rows =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    row(
                        random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10),
                        "c" + random.nextInt(9),
                        random.nextInt(5) == 0 ? Double.NaN : random.nextDouble(),
                        "l" + random.nextInt(3)))
            .toList();
    Encoder whole = fitted(statistics(rows));
    EncoderStatistics merged = new EncoderStatistics(MEASURED);
    for (int from = 490; from >= 0; from -= 10) {
      merged.add(EncoderStatistics.decode(statistics(rows.subList(from, from + 10)).encode()));
    }
    assertEquals(500, merged.rows());
    assertEquals(whole, fitted(merged));
  }

  private static Encoder fitted(EncoderStatistics statistics) {
    return EncoderFit.fit(
            LAYOUT,
            standardize("all"),
            new MissingCells(MissingRule.MEAN, false),
            TargetKind.CLASS_INDEX,
            statistics)
        .encoder();
  }

  @Test
  void anEncoderSurvivesItsOwnDescription() {
    Encoder encoder = fit(standardize("all"), MissingRule.MEAN).encoder();
    assertEquals(encoder, Binder.bind(ConfigurationTree.of(encoder), Encoder.class, "encoder"));
  }

  /** As the first version wrote it. */
  @Test
  void anOldDescriptionIsRead() throws Exception {
    String old =
        """
        {"layout": {"features": [{"name": "age", "kind": "number"},
            {"name": "work", "kind": "category"}, {"name": "hours", "kind": "number"}],
          "label-kind": "class", "labels": ["income"]},
         "columns": [{"number": {"offset": 40.0, "factor": 0.5, "fill": 40.0}},
            {"one-hot": {"categories": ["private", "state"]}},
            {"number": {"offset": 0.0, "factor": 1.0, "fill": 0.0}}],
         "classes": ["9", "10"], "target-kind": "class-index"}
        """;
    Encoder encoder = Binder.bind(new ObjectMapper().readTree(old), Encoder.class, "encoder");
    assertArrayEquals(new double[] {-10, 1, 0, 40}, encoded(encoder, ROWS.get(0)));
    assertEquals(List.of("age", "work_private", "work_state", "hours"), encoder.featureNames());
  }
}
