package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;

/** Fits encoders to what is known of the training rows. */
public final class EncoderFit {
  /**
   * A fitted encoder and what the user should know about his columns.
   *
   * @param warnings plain sentences
   */
  public record Fitted(Encoder encoder, List<String> warnings) {}

  private EncoderFit() {}

  /**
   * Fits an encoder.
   *
   * @throws UserMistake for a label of one class only, or a column of too many categories
   */
  public static Fitted fit(
      RowLayout layout,
      EncodeConfiguration configuration,
      MissingCells missing,
      TargetKind targetKind,
      EncoderStatistics statistics) {
    List<String> classes = classesOf(layout, statistics);
    ColumnFit fit = new ColumnFit(configuration, missing, classes, layout.labels(), statistics);
    List<ColumnEncoder> columns = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    int number = 0;
    int category = 0;
    for (FeatureColumn feature : layout.features()) {
      String name = feature.name();
      if (feature.kind() == ColumnKind.NUMBER
          && configuration.fits(name)
          && statistics.number(number).isConstant()) {
        warnings.add("column " + name + " has one value in all training rows: it says nothing");
      }
      int index =
          feature.kind().isNumeric() ? number++ : feature.kind().isTextual() ? category++ : -1;
      columns.add(fit.column(feature, index));
    }
    return new Fitted(new Encoder(layout, columns, classes, targetKind), warnings);
  }

  /**
   * An encoder that makes of the features what another one does, and is fitted to the training rows
   * in the rest: what stands for a missing number, and the classes.
   *
   * @param kept of the same features as the layout
   * @throws UserMistake for a label of one class only
   */
  public static Fitted keep(
      Encoder kept,
      RowLayout layout,
      MissingRule missing,
      TargetKind targetKind,
      EncoderStatistics statistics) {
    List<ColumnEncoder> columns = new ArrayList<>();
    int number = 0;
    for (ColumnEncoder column : kept.columns()) {
      columns.add(
          column instanceof NumericEncoder numeric
              ? numeric.withFill(ColumnFit.fill(missing, statistics.number(number++)))
              : column);
    }
    return new Fitted(
        new Encoder(layout, columns, classesOf(layout, statistics), targetKind), List.of());
  }

  /**
   * Checks that number columns become numbers from 0 to 1, as a loss that takes its targets for
   * probabilities wants them.
   *
   * @param loss its name
   * @throws UserMistake naming the first column that does not
   */
  public static void requireShares(Encoder encoder, EncoderStatistics statistics, String loss) {
    int number = 0;
    for (int c = 0; c < encoder.columns().size(); c++) {
      ColumnEncoder column = encoder.columns().get(c);
      String name = encoder.layout().features().get(c).name();
      if (column.leavesShares()) {
        throw new UserMistake(
            "network.loss: %s wants inputs from 0 to 1 for its targets, but column %s is encoded by %s, which gives numbers below 0 or above 1; leave it out under data.ignore, or take mean-squared-error"
                .formatted(loss, name, Names.of(column.getClass())));
      }
      if (column instanceof NumericEncoder numeric) {
        for (double end : statistics.number(number++).range()) {
          requireShare(numeric, end, name, loss);
        }
      }
    }
  }

  private static void requireShare(NumericEncoder column, double value, String name, String loss) {
    double[] encoded = new double[column.width()];
    column.encode(value, encoded, 0);
    if (Double.isFinite(value) && !(encoded[0] >= 0 && encoded[0] <= 1)) {
      throw new UserMistake(
          "network.loss: %s wants inputs from 0 to 1 for its targets, got %s of column %s, which is encoded as %s; set data.encode.scale or min-max, or take mean-squared-error"
              .formatted(loss, value, name, encoded[0]));
    }
  }

  private static List<String> classesOf(RowLayout layout, EncoderStatistics statistics) {
    return layout.labelKind() == LabelKind.CLASS ? classes(layout, statistics.labels()) : List.of();
  }

  private static List<String> classes(RowLayout layout, Map<String, Long> counts) {
    String column = layout.labels().get(0);
    if (counts.size() == 1) {
      throw new UserMistake(
          "label column %s: expected two or more classes, got only `%s` in all training rows"
              .formatted(column, counts.keySet().iterator().next()));
    }
    if (counts.size() > EncodeConfiguration.MOST_CATEGORIES) {
      throw new UserMistake(
          "label column %s: expected at most %,d classes, got more; for numbers to be predicted choose a loss such as mean-squared-error"
              .formatted(column, EncodeConfiguration.MOST_CATEGORIES));
    }
    List<String> classes = new ArrayList<>(counts.keySet());
    if (classes.stream().allMatch(EncoderFit::isNumber)) {
      classes.sort(
          Comparator.comparingDouble((String name) -> Double.parseDouble(name))
              .thenComparing(name -> name));
    }
    return classes;
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
