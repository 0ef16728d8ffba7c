package org.sparkprop.common.encoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
      MissingRule missing,
      TargetKind targetKind,
      EncoderStatistics statistics) {
    List<ColumnEncoder> columns = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    int number = 0;
    int category = 0;
    for (FeatureColumn feature : layout.features()) {
      if (feature.kind() == ColumnKind.NUMBER) {
        ColumnStatistics of = statistics.number(number++);
        if (of.isConstant() && configuration.standardizes(feature.name())) {
          warnings.add(
              "column " + feature.name() + " has one value in all training rows: it says nothing");
        }
        columns.add(number(feature.name(), configuration, missing, of));
      } else {
        columns.add(oneHot(feature.name(), statistics.categories(category++)));
      }
    }
    return new Fitted(
        new Encoder(layout, columns, classesOf(layout, statistics), targetKind), warnings);
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
          column instanceof NumberColumn scaled
              ? new NumberColumn(
                  scaled.offset(), scaled.factor(), fill(missing, statistics.number(number++)))
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
    List<String> names = encoder.layout().names(ColumnKind.NUMBER);
    int number = 0;
    for (ColumnEncoder column : encoder.columns()) {
      if (column instanceof NumberColumn scaled) {
        for (double end : statistics.number(number).range()) {
          double encoded = scaled.encode(end);
          if (Double.isFinite(end) && !(encoded >= 0 && encoded <= 1)) {
            throw new UserMistake(
                "network.loss: %s wants inputs from 0 to 1 for its targets, got %s of column %s, which is encoded as %s; set data.encode.scale, or take mean-squared-error"
                    .formatted(loss, end, names.get(number), encoded));
          }
        }
        number++;
      }
    }
  }

  private static List<String> classesOf(RowLayout layout, EncoderStatistics statistics) {
    return layout.labelKind() == LabelKind.CLASS ? classes(layout, statistics.labels()) : List.of();
  }

  private static double fill(MissingRule missing, ColumnStatistics of) {
    return missing == MissingRule.MEAN ? of.moments().mean() : 0;
  }

  private static NumberColumn number(
      String name, EncodeConfiguration configuration, MissingRule missing, ColumnStatistics of) {
    double fill = fill(missing, of);
    if (configuration.standardizes(name)) {
      double deviation = Math.sqrt(of.moments().variance());
      return new NumberColumn(of.moments().mean(), deviation > 0 ? 1 / deviation : 1, fill);
    }
    return new NumberColumn(0, configuration.scale().orElse(1), fill);
  }

  private static OneHotColumn oneHot(String name, Map<String, Long> counts) {
    if (counts.size() > EncodeConfiguration.MOST_CATEGORIES) {
      throw new UserMistake(
          "column %s: expected at most %,d categories for one-hot, got more; leave it out under data.ignore"
              .formatted(name, EncodeConfiguration.MOST_CATEGORIES));
    }
    if (counts.isEmpty()) {
      throw new UserMistake(
          "column %s: expected categories for one-hot, but every training row misses it; leave it out under data.ignore"
              .formatted(name));
    }
    return new OneHotColumn(List.copyOf(counts.keySet()));
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
