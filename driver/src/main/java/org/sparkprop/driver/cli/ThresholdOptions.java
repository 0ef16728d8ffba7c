package org.sparkprop.driver.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.metric.RocCurve;
import org.sparkprop.common.metric.ThresholdCounts;
import picocli.CommandLine.Option;

/** A threshold that is named, or looked for among evaluated rows. */
final class ThresholdOptions extends PositiveOptions {
  @Option(
      names = "--sensitivity",
      paramLabel = "SHARE",
      description = "Instead: the largest threshold that finds such a share of that class's rows.")
  private Double sensitivity;

  @Override
  void check() {
    super.check();
    if (threshold().isPresent() && sensitivity != null) {
      throw new UserMistake("expected either --threshold or --sensitivity, got both");
    }
    if (sensitivity != null && !(sensitivity > 0 && sensitivity <= 1)) {
      throw new UserMistake(
          "--sensitivity: expected a number above 0, up to 1, got " + sensitivity);
    }
  }

  @Override
  boolean isGiven() {
    return super.isGiven() || sensitivity != null;
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
    if (threshold().isPresent()) {
      return Optional.of(curve.at(threshold().get()));
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
