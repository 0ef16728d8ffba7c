package org.sparkprop.driver.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.sparkprop.driver.plot.Curve;
import org.sparkprop.driver.plot.Panel;
import org.sparkprop.driver.plot.Picture;

/** What a comparison of rules has found: a table, a picture, and all numbers as JSON. */
final class ComparisonReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many points of a curve are as good as all. */
  private static final int MOST_POINTS = 2000;

  private final String name;
  private final List<RuleRun> runs;
  private final double target;

  /**
   * Of some runs.
   *
   * @param target a loss whose rounds and seconds are asked for; left out, the worst of the best
   *     losses, which all rules reach that did not fail
   */
  ComparisonReport(String name, List<RuleRun> runs, OptionalDouble target) {
    this.name = name;
    this.runs = List.copyOf(runs);
    this.target =
        target.orElseGet(
            () ->
                runs.stream()
                    .filter(run -> run.failure().isEmpty())
                    .mapToDouble(RuleRun::bestLoss)
                    .max()
                    .orElse(Double.NaN));
  }

  /** The table in Markdown. */
  String table() {
    TreeSet<String> measures = new TreeSet<>();
    runs.forEach(run -> measures.addAll(run.validation().keySet()));
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "| rule | batch | rounds | seconds | last loss | least loss | rounds to %.4g | seconds"
                + " to it |",
            target));
    measures.forEach(measure -> text.append(" validation ").append(measure).append(" |"));
    text.append('\n').append("| --- ".repeat(8 + measures.size())).append("|\n");
    for (RuleRun run : runs) {
      double[] losses = run.losses();
      double[] seconds = run.seconds();
      if (!run.failure().isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| `%s` | %s | %d | | failed: %s |%n",
                run.rule(),
                batch(run),
                losses.length,
                run.failure().replace("|", "\\|")));
        continue;
      }
      OptionalLong reached = run.roundsTo(target);
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %d | %.2f | %.4g | %.4g | %s | %s |",
              run.rule(),
              batch(run),
              losses.length,
              seconds[seconds.length - 1],
              losses[losses.length - 1],
              run.bestLoss(),
              reached.isPresent() ? Long.toString(reached.getAsLong()) : "never",
              reached.isPresent()
                  ? String.format(Locale.ROOT, "%.2f", seconds[(int) reached.getAsLong() - 1])
                  : ""));
      for (String measure : measures) {
        Double value = run.validation().get(measure);
        text.append(value == null ? " |" : String.format(Locale.ROOT, " %.4g |", value));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String batch(RuleRun run) {
    return run.rowsOfRound() == 0 ? "" : String.format(Locale.ROOT, "%,d", run.rowsOfRound());
  }

  /**
   * Writes {@code compare.md}, {@code compare.json}, {@code loss.png} and {@code loss.svg}.
   *
   * @throws IOException if one cannot be written; the picture comes last
   */
  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("compare.md"), table());
    ObjectNode page = JSON.createObjectNode().put("name", name).put("target-loss", target);
    ArrayNode all = page.putArray("rules");
    for (RuleRun run : runs) {
      ObjectNode of = all.addObject().put("rule", run.rule()).put("batch", run.rowsOfRound());
      of.put("failure", run.failure());
      of.set("loss", JSON.valueToTree(run.losses()));
      of.set("seconds", JSON.valueToTree(run.seconds()));
      of.set("validation", JSON.valueToTree(run.validation()));
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve("compare.json").toFile(), page);
    List<Curve> byRounds = new ArrayList<>();
    List<Curve> bySeconds = new ArrayList<>();
    for (RuleRun run : runs) {
      double[] losses = run.losses();
      double[] seconds = run.seconds();
      int step = Math.max(1, losses.length / MOST_POINTS);
      int points = (losses.length + step - 1) / step;
      double[] rounds = new double[points];
      double[] times = new double[points];
      double[] values = new double[points];
      for (int i = 0; i < points; i++) {
        rounds[i] = i * step + 1.0;
        times[i] = seconds[i * step];
        values[i] = losses[i * step];
      }
      byRounds.add(new Curve(run.rule(), rounds, values));
      bySeconds.add(new Curve(run.rule(), times, values));
    }
    Picture.write(
        folder,
        "loss",
        List.of(
            new Panel(name, "round", "training loss", Panel.Scale.LOGARITHMIC, byRounds),
            new Panel(
                name, "seconds of training", "training loss", Panel.Scale.LOGARITHMIC, bySeconds)));
  }
}
