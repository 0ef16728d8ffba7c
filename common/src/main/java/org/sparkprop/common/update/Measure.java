package org.sparkprop.common.update;

import java.util.Map;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;

/**
 * What early stopping and reduce-on-plateau watch: {@code train-loss}, or {@code validation-} and
 * the name of a measure. Losses, errors and the Brier score are better when smaller, everything
 * else when larger.
 */
public final class Measure {
  private static final String VALIDATION = "validation-";

  private Measure() {}

  static void require(String measure) {
    Require.that(
        measure.equals("train-loss")
            || (measure.startsWith(VALIDATION) && measure.length() > VALIDATION.length()),
        "measure: expected train-loss, validation-loss or another measure of the validation rows,"
            + " such as validation-accuracy, got `%s`",
        measure);
  }

  static boolean needsValidation(String measure) {
    return measure.startsWith(VALIDATION);
  }

  /** By how much {@code value} is better than {@code best}; negative where it is worse. */
  public static double gain(String measure, double value, double best) {
    boolean isLessBetter =
        measure.endsWith("loss") || measure.endsWith("error") || measure.endsWith("brier-score");
    return isLessBetter ? best - value : value - best;
  }

  /**
   * The measure of an epoch.
   *
   * @throws UserMistake if there is none of that name
   */
  static double of(EpochMeasures epoch, String measure, String path) {
    Map<String, Double> measures = epoch.measures();
    Double value = measures.get(measure);
    if (value == null) {
      throw new UserMistake(
          "%s: no measure is called %s; there are %s"
              .formatted(path, measure, String.join(", ", measures.keySet())));
    }
    return value;
  }
}
