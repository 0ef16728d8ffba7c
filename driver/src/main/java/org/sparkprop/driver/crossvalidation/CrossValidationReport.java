package org.sparkprop.driver.crossvalidation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.run.EvaluationText;
import org.sparkprop.driver.run.ProbabilityReport;

/** What a cross-validation has found: a table, and all numbers as JSON and CSV. */
public final class CrossValidationReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that a table has room for, in their order; files have all. */
  private static final List<String> SHOWN =
      List.of(
          "accuracy",
          "balanced-accuracy",
          "auc",
          "log-loss",
          "brier-score",
          "calibration-error",
          "mean-squared-error",
          "root-mean-squared-error",
          "mean-absolute-error",
          "r2");

  private final String name;
  private final List<Repetition> repetitions;

  /**
   * One cross-validation.
   *
   * @param seed by which the rows were cut
   * @param classes in the order of the outputs; none where numbers are predicted
   */
  record Repetition(long seed, List<String> classes, List<FoldResult> folds) {
    Repetition {
      folds = List.copyOf(folds);
    }

    /** Of all rows together, each predicted by the network that did not see it. */
    Evaluation pooled() {
      Evaluation all = folds.get(0).evaluation().copy();
      folds.subList(1, folds.size()).forEach(fold -> all.add(fold.evaluation()));
      return all;
    }

    Spread spread(String measure) {
      return Spread.of(
          folds.stream()
              .map(fold -> fold.measures().get(measure))
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .toArray());
    }
  }

  CrossValidationReport(String name, List<Repetition> repetitions) {
    this.name = name;
    this.repetitions = List.copyOf(repetitions);
  }

  /** A fold in a line. */
  static String line(FoldResult fold, int folds) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "seed %d, fold %d of %d: %,d rows, %d epochs:",
                fold.seed(),
                fold.fold(),
                folds,
                fold.testRows(),
                fold.epochs()));
    Map<String, Double> measures = fold.measures();
    SHOWN.stream()
        .filter(measures::containsKey)
        .limit(3)
        .forEach(
            measure ->
                line.append(
                    String.format(Locale.ROOT, " %s %.4f", measure, measures.get(measure))));
    return line.toString();
  }

  private Set<String> measures() {
    Set<String> all = new LinkedHashSet<>();
    repetitions.forEach(of -> of.folds().forEach(fold -> all.addAll(fold.measures().keySet())));
    return all;
  }

  /** The table in Markdown: folds, their mean and spread, and all rows together, by seed. */
  public String table() {
    Set<String> present = measures();
    List<String> shown = SHOWN.stream().filter(present::contains).toList();
    StringBuilder text = new StringBuilder("| seed | fold | rows |");
    shown.forEach(measure -> text.append(' ').append(measure).append(" |"));
    text.append('\n').append("| --- ".repeat(3 + shown.size())).append("|\n");
    for (Repetition of : repetitions) {
      for (FoldResult fold : of.folds()) {
        text.append("| %d | %d | %d |".formatted(fold.seed(), fold.fold(), fold.testRows()));
        shown.forEach(measure -> text.append(cell(fold.measures().get(measure))));
        text.append('\n');
      }
      text.append("| %d | mean ± deviation | |".formatted(of.seed()));
      shown.forEach(measure -> text.append(cell(of.spread(measure))));
      Evaluation pooled = of.pooled();
      text.append("\n| %d | all rows pooled | %d |".formatted(of.seed(), pooled.rows()));
      shown.forEach(measure -> text.append(cell(pooled.measures().get(measure))));
      text.append('\n');
    }
    if (repetitions.size() > 1) {
      text.append(
          "| %d seeds | mean of folds ± deviation of seeds | |".formatted(repetitions.size()));
      shown.forEach(measure -> text.append(cell(overSeeds(measure))));
      text.append('\n');
    }
    return text.toString();
  }

  /** Of the seeds' means over their folds. */
  private Spread overSeeds(String measure) {
    return Spread.of(repetitions.stream().mapToDouble(of -> of.spread(measure).mean()).toArray());
  }

  private static String cell(Double value) {
    return value == null ? " |" : String.format(Locale.ROOT, " %.4f |", value);
  }

  private static String cell(Spread spread) {
    return Double.isFinite(spread.mean())
        ? String.format(Locale.ROOT, " %.4f ± %.4f |", spread.mean(), spread.standardDeviation())
        : " |";
  }

  /** All rows of the first seed's cross-validation as {@code evaluate} would show them. */
  public String pooledText() {
    Repetition first = repetitions.get(0);
    return EvaluationText.of(
        "all rows, each by the network that did not see it, seed " + first.seed(),
        first.pooled(),
        first.classes());
  }

  /** All numbers. */
  public ObjectNode json() {
    ObjectNode page = JSON.createObjectNode().put("name", name);
    Set<String> measures = measures();
    ObjectNode seeds = page.putObject("mean");
    measures.forEach(measure -> put(seeds, measure, overSeeds(measure)));
    var all = page.putArray("repetitions");
    for (Repetition of : repetitions) {
      ObjectNode node = all.addObject().put("seed", of.seed());
      var folds = node.putArray("folds");
      for (FoldResult fold : of.folds()) {
        ObjectNode one = folds.addObject().put("fold", fold.fold()).put("rows", fold.testRows());
        one.put("epochs", fold.epochs());
        fold.measures().forEach(one::put);
      }
      ObjectNode spread = node.putObject("spread");
      measures.forEach(measure -> put(spread, measure, of.spread(measure)));
      ObjectNode pooled = node.putObject("pooled");
      of.pooled().measures().forEach(pooled::put);
    }
    return page;
  }

  private static void put(ObjectNode node, String measure, Spread spread) {
    if (Double.isFinite(spread.mean())) {
      node.putObject(measure)
          .put("mean", spread.mean())
          .put("standard-deviation", spread.standardDeviation());
    }
  }

  /**
   * Writes {@code cross-validation.md}, {@code cross-validation.json} and {@code folds.csv}; of
   * classes, in a folder for each seed where there are several, also reliability and ROC of all
   * rows.
   *
   * @throws IOException if one cannot be written; pictures come last
   */
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("cross-validation.md"), table());
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("cross-validation.json").toFile(), json());
    Files.writeString(folder.resolve("folds.csv"), csv());
    for (Repetition of : repetitions) {
      Path into = repetitions.size() == 1 ? folder : folder.resolve("seed-" + of.seed());
      Optional<Integer> positive = of.classes().size() == 2 ? Optional.of(1) : Optional.empty();
      ProbabilityReport.write(into, name, of.pooled(), of.classes(), positive);
    }
  }

  private String csv() {
    Set<String> measures = measures();
    StringBuilder text = new StringBuilder("seed,fold,rows,epochs");
    measures.forEach(measure -> text.append(',').append(measure));
    text.append('\n');
    for (Repetition of : repetitions) {
      for (FoldResult fold : of.folds()) {
        text.append(
            "%d,%d,%d,%d".formatted(fold.seed(), fold.fold(), fold.testRows(), fold.epochs()));
        measures.forEach(
            measure -> {
              Double value = fold.measures().get(measure);
              text.append(',').append(value == null ? "" : value.toString());
            });
        text.append('\n');
      }
    }
    return text.toString();
  }
}
