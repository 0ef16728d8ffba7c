package org.sparkprop.driver.cli;

import java.util.List;
import java.util.Optional;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import picocli.CommandLine.Option;

/** Which class is asked for, and from which probability on a row is taken for it. */
class PositiveOptions {
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

  /** Refuses what no model could take. */
  void check() {
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw new UserMistake("--threshold: expected a number from 0 to 1, got " + threshold);
    }
  }

  /** The threshold, where one is named. */
  Optional<Double> threshold() {
    return Optional.ofNullable(threshold);
  }

  /** Whether a threshold is named or looked for. */
  boolean isGiven() {
    return threshold != null;
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
            "--positive and --threshold: expected a model of classes, got one that"
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
}
