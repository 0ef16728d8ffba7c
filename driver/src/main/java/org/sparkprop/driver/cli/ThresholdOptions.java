package org.sparkprop.driver.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.metric.RocCurve;
import org.sparkprop.common.metric.ThresholdCounts;
import picocli.CommandLine.Option;

/** Which class is asked for, and from which probability on a row is taken for it. */
final class ThresholdOptions {
  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      description = "The class that is asked for; of two classes the second by default.")
  private String positive;

  @Option(
      names = "--threshold",
      paramLabel = "PROBABILITY",
      description = "A row with at least this probability of that class is taken for it.")
  private Double threshold;

  @Option(
      names = "--sensitivity",
      paramLabel = "SHARE",
      description = "Instead: the largest threshold that finds such a share of that class's rows.")
  private Double sensitivity;

  /** Refuses what no model could take. */
  void check() {
    if (threshold != null && sensitivity != null) {
      throw new UserMistake("expected either --threshold or --sensitivity, got both");
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new UserMistake("--threshold: expected a number from 0 to 1, got " + threshold);
    }
    if (sensitivity != null && !(sensitivity > 0 && sensitivity <= 1)) {
      throw new UserMistake(
          "--sensitivity: expected a number above 0, up to 1, got " + sensitivity);
    }
  }

  /** Whether a threshold is named or looked for. */
  boolean isGiven() {
    return threshold != null || sensitivity != null;
  }

  /**
   * The number of the class that is asked for; nothing where none is named of more than two.
   *
   * @throws UserMistake if the model does not know it, or knows no classes
   */
  Optional<Integer> positive(List<String> classes) {
    if (classes.isEmpty()) {
      if (positive != null || isGiven()) {
        throw new UserMistake(
            "--positive, --threshold and --sensitivity: expected a model of classes, got one that"
                + " predicts numbers");
      }
      return Optional.empty();
    }
    if (positive == null) {
      if (classes.size() > 2 && isGiven()) {
        throw new UserMistake(
            "--positive: is missing: name the class that the threshold is of, %s"
                .formatted(Names.some(classes)));
      }
      return classes.size() == 2 ? Optional.of(1) : Optional.empty();
    }
    int number = classes.indexOf(positive);
    if (number < 0) {
      throw new UserMistake(
          "--positive: the model has no class %s; %s"
              .formatted(positive, Names.suggestion(positive, classes)));
    }
    return Optional.of(number);
  }

  /**
   * What the threshold makes of the rows; nothing where none was asked for.
   *
   * @throws UserMistake if there is none that is sensitive enough, or the model has too many
   *     classes
   */
  Optional<ThresholdCounts> counts(Evaluation evaluation, List<String> classes) {
    Optional<Integer> asked = positive(classes);
    if (!isGiven() || asked.isEmpty()) {
      return Optional.empty();
    }
    RocCurve curve =
        evaluation
            .curve(asked.get())
            .orElseThrow(
                () ->
                    new UserMistake(
                        "--threshold and --sensitivity: expected at most 100 classes, got "
                            + classes.size()));
    if (threshold != null) {
      return Optional.of(curve.at(threshold));
    }
    return Optional.of(
        curve
            .atSensitivity(sensitivity)
            .orElseThrow(
                () ->
                    new UserMistake(
                        "--sensitivity: the rows hold none of the class "
                            + classes.get(asked.get()))));
  }

  /** For people: the threshold, what it comes to, and the rows behind that. */
  static String text(ThresholdCounts counts, String positive) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s from the probability %s on:%n",
            positive,
            Float.toString(counts.threshold())));
    counts
        .measures()
        .forEach(
            (name, value) ->
                text.append(String.format(Locale.ROOT, "  %-26s %.4f%n", name, value)));
    text.append(
        String.format(
            Locale.ROOT,
            "  of %,d rows of %s %,d were missed, of %,d others %,d taken for it%n",
            counts.truePositives() + counts.falseNegatives(),
            positive,
            counts.falseNegatives(),
            counts.trueNegatives() + counts.falsePositives(),
            counts.falsePositives()));
    return text.toString();
  }
}
