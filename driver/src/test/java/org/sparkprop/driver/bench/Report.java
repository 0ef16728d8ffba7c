package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Shows results while they come, keeps every figure as a line of JSON, and makes the tables at the
 * end.
 */
final class Report implements AutoCloseable {
  private static final String NOTHING = "";

  private final PrintStream lines;
  private final Map<String, String> facts;
  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> peers = new LinkedHashMap<>();
  private final List<TimeToAccuracy> races = new ArrayList<>();
  private final List<Leaks.Sample> memory = new ArrayList<>();

  /** Writes raw figures into {@code file}. */
  Report(Path file, Map<String, String> facts) throws IOException {
    Files.createDirectories(file.getParent());
    this.lines = new PrintStream(Files.newOutputStream(file), true);
    this.facts = facts;
    keep("machine", Conversation.JSON.valueToTree(facts));
  }

  List<Result> results() {
    return results;
  }

  List<TimeToAccuracy> races() {
    return races;
  }

  void title(Comparison comparison) {
    say("%s: %s", comparison.suite(), describe(comparison.what()));
  }

  private static String describe(Case what) {
    return "%s %s, batch %s".formatted(what.network(), what.activation(), batch(what));
  }

  void about(Peer peer, String about) {
    peers.put(peer.name(), peer.runWith() + "; " + about);
  }

  void add(Result result) {
    results.add(result);
    keep("result", Conversation.JSON.valueToTree(result));
    if (result.samples().isEmpty()) {
      say("  %-48s %s", result.peer(), result.failure());
    } else {
      say(
          "  %-48s %,12.0f rows/s  %s",
          result.peer(), result.rowsPerSecond().orElseThrow(), result.spread());
    }
  }

  void add(TimeToAccuracy race) {
    races.add(race);
    keep("time-to-accuracy", Conversation.JSON.valueToTree(race));
    say("  %s", race);
  }

  void add(Leaks.Sample sample) {
    memory.add(sample);
    keep("memory", Conversation.JSON.valueToTree(sample));
    say("  %s", sample);
  }

  void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private void keep(String kind, JsonNode content) {
    lines.println(Conversation.JSON.createObjectNode().set(kind, content));
  }

  /** All tables, as documentation takes them. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    table(
        text,
        List.of("", ""),
        facts.entrySet().stream().map(f -> List.of(f.getKey(), f.getValue())).toList());
    table(
        text,
        List.of("peer", "run with"),
        peers.entrySet().stream().map(p -> List.of(p.getKey(), p.getValue())).toList());
    table(
        text,
        List.of(
            "network",
            "batch",
            "who",
            "rows/s",
            "spread",
            "a round, ms",
            "beyond its arithmetic, ms",
            "update, ms",
            "of the sgemm peak",
            "an epoch, s",
            "MB a round on the wire",
            "driver's heap, MiB"),
        results.stream().map(Report::row).toList());
    table(
        text,
        List.of("goal", "measured", "wanted"),
        Goal.all(this).stream()
            .map(goal -> List.of(goal.text(), format("%.2f", goal.measured()), goal.wanted()))
            .toList());
    if (!races.isEmpty()) {
      table(
          text,
          List.of(
              "MNIST to 94.5%",
              "batch", "epochs", "training, s", "again in the same process, s", "start-up, s"),
          races.stream().map(TimeToAccuracy::row).toList());
    }
    if (!memory.isEmpty()) {
      table(
          text,
          List.of("rounds", "heap, MiB", "off the heap, MiB", "Spark's storage, MiB", "threads"),
          memory.stream().map(Leaks.Sample::row).toList());
    }
    return text.toString();
  }

  private static List<String> row(Result result) {
    Case what = result.what();
    String rate =
        result.samples().isEmpty() ? result.failure() : format("%,.0f", result.rowsPerSecond());
    OptionalDouble rows = result.rowsPerSecond();
    return List.of(
        what.network() + " " + what.activation(),
        result.peer().startsWith("MLlib") ? "full" : batch(what),
        result.peer(),
        rate,
        result.spread(),
        format("%.2f", result.median(Burst::roundMillis)),
        format("%.2f", result.median(Burst::overheadMillis)),
        format("%.2f", result.median(Burst::updateMillis)),
        format("%.0f %%", scaled(result.shareOfPeak(), 100)),
        format(
            "%.1f", rows.isPresent() ? OptionalDouble.of(what.rows() / rows.getAsDouble()) : rows),
        format("%.2f", scaled(result.median(Burst::bytesPerRound), 1e-6)),
        format("%.0f", result.median(Burst::heapMiB)));
  }

  private static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent() ? OptionalDouble.of(factor * value.getAsDouble()) : value;
  }

  private static String batch(Case what) {
    return what.isFullBatch() ? "full" : String.format(Locale.ROOT, "%,d", what.batch());
  }

  private static String format(String format, OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NOTHING;
  }

  private static void table(StringBuilder text, List<String> head, List<List<String>> rows) {
    text.append("| ").append(String.join(" | ", head)).append(" |\n|");
    text.append(" --- |".repeat(head.size())).append('\n');
    rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    text.append('\n');
  }

  @Override
  public void close() {
    lines.close();
  }
}
