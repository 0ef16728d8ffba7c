package org.sparkprop.driver.run;

import java.util.List;
import java.util.Locale;
import org.sparkprop.common.metric.ConfusionMatrix;
import org.sparkprop.common.metric.Evaluation;

/** An evaluation as a text for people. */
public final class EvaluationText {
  private static final int MOST_CLASSES = 20;
  private static final int MOST_NAME = 14;

  private EvaluationText() {}

  /**
   * The measures, a line each, and the confusion matrix where it fits on a screen.
   *
   * @param title of what was measured, as in {@code test rows}
   * @param classes names in the order of the outputs; empty for numbers
   */
  public static String of(String title, Evaluation evaluation, List<String> classes) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%s: %,d rows%n", title, evaluation.rows()));
    evaluation
        .measures()
        .forEach(
            (name, value) ->
                text.append(String.format(Locale.ROOT, "  %-20s %.4f%n", name, value)));
    evaluation
        .confusion()
        .filter(
            confusion ->
                confusion.classes() <= MOST_CLASSES && confusion.classes() == classes.size())
        .ifPresent(confusion -> text.append(table(confusion, classes)));
    return text.toString();
  }

  private static String table(ConfusionMatrix confusion, List<String> classes) {
    List<String> names = classes.stream().map(EvaluationText::shortened).toList();
    int width = 5;
    int label = 0;
    for (int k = 0; k < names.size(); k++) {
      width = Math.max(width, names.get(k).length());
      label = Math.max(label, names.get(k).length());
      for (int j = 0; j < names.size(); j++) {
        width = Math.max(width, Long.toString(confusion.count(k, j)).length());
      }
    }
    StringBuilder text = new StringBuilder("confusion matrix (down: actual, across: predicted)\n");
    text.append(" ".repeat(label + 2));
    for (String name : names) {
      text.append(padded(name, width));
    }
    text.append(padded("recall", 8)).append('\n');
    for (int k = 0; k < names.size(); k++) {
      text.append("  ").append(" ".repeat(label - names.get(k).length())).append(names.get(k));
      for (int j = 0; j < names.size(); j++) {
        long count = confusion.count(k, j);
        text.append(padded(count == 0 ? "." : Long.toString(count), width));
      }
      text.append(padded(String.format(Locale.ROOT, "%.3f", confusion.recall(k)), 8)).append('\n');
    }
    return text.toString();
  }

  private static String shortened(String name) {
    return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME - 1) + "…";
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(1, width + 1 - text.length())) + text;
  }
}
