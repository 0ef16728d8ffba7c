package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.cluster.Processes;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * What a round costs beyond its arithmetic on a standalone cluster of executors of one core each,
 * by the ways that sums and weights can take (star: through memory that is shared; streams: the
 * same through sockets, as between machines), beside a {@link BareExchange} of as many numbers.
 * Needs the built jar. Arguments: executors (2), the network's widths ({@code 784-512-256-10}),
 * rows of a batch (1024), rounds (300), the executors' and the driver's memory (1g and 2g).
 */
public final class StandingOverhead {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StandingOverhead() {}

  public static void main(String[] arguments) throws Exception {
    int executors = Integer.parseInt(argument(arguments, 0, "2"));
    String[] widths = argument(arguments, 1, "784-512-256-10").split("-");
    long batch = Long.parseLong(argument(arguments, 2, "1024"));
    int rounds = Integer.parseInt(argument(arguments, 3, "300"));
    String executorMemory = argument(arguments, 4, "1g");
    String driverMemory = argument(arguments, 5, "2g");
    Path folder = Files.createTempDirectory("standing-overhead");
    Case rows = new RandomRows(folder).of(String.join("-", widths), "relu", batch, 4 * batch, true);
    RandomRows.write(List.of(rows));
    Path configuration = folder.resolve("bench.yaml");
    Files.writeString(
        configuration, configuration(rows.folder(), widths, batch, rounds, 4 * executors));
    System.out.printf(
        Locale.ROOT,
        "bare    %d executors, plain sockets and nothing else: %.2f ms%n",
        executors,
        BareExchange.millis(executors, (int) rows.parameters(), rounds));
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), executors)) {
      for (String way : List.of("star", "streams", "peers", "job")) {
        Path output = folder.resolve(way);
        List<String> command =
            new ArrayList<>(List.of("scripts/sparkprop", "train", configuration.toString()));
        command.addAll(cluster.options());
        command.addAll(List.of("--executor-memory", executorMemory));
        command.addAll(List.of("--driver-memory", driverMemory));
        command.addAll(List.of("--set", "output=" + output));
        command.addAll(List.of("--set", "training.rounds=" + (isJob(way) ? "job" : "standing")));
        if (!isJob(way)) {
          boolean isStream = way.equals("streams");
          command.addAll(
              List.of("--conf", MeetingPlace.TOPOLOGY + "=" + (isStream ? "star" : way)));
          command.addAll(List.of("--conf", MeetingPlace.SHARED_MEMORY + "=" + !isStream));
        }
        Processes.run(command, line -> {});
        System.out.printf(Locale.ROOT, "%-7s %d executors, %s%n", way, executors, measured(output));
      }
    }
  }

  private static String argument(String[] arguments, int at, String otherwise) {
    return arguments.length > at ? arguments[at] : otherwise;
  }

  private static boolean isJob(String way) {
    return way.equals("job");
  }

  private static String configuration(
      String table, String[] widths, long batch, int rounds, int shards) {
    StringBuilder layers = new StringBuilder();
    for (int i = 1; i < widths.length - 1; i++) {
      layers.append("    - dense: {units: %s, activation: relu}\n".formatted(widths[i]));
    }
    return """
    name: standing-overhead
    data: {source: {parquet: "%s"}, label: label}
    network:
      layers:
    %s    - dense: {units: %s}
      loss: softmax-cross-entropy
    training: {batch-size: %d, epochs: %d, shards: %d}
    """
        .formatted(table, layers, widths[widths.length - 1], batch, (rounds + 3) / 4, shards);
  }

  /** Medians over the second half of the rounds. */
  private static String measured(Path output) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output.resolve("metrics.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      if (node.get("event").asText().equals("round")) {
        lines.add(node);
      }
    }
    List<JsonNode> half = lines.subList(lines.size() / 2, lines.size());
    return String.format(
        Locale.ROOT,
        "a round %.2f ms, of it beyond the arithmetic %.2f ms and the update %.2f ms; %,.0f bytes"
            + " out and %,.0f back",
        1000 * median(half, "seconds", ""),
        1000 * median(half, "seconds", "compute-seconds")
            - 1000 * median(half, "update-seconds", ""),
        1000 * median(half, "update-seconds", ""),
        median(half, "sent-bytes", ""),
        median(half, "received-bytes", ""));
  }

  private static double median(List<JsonNode> lines, String key, String less) {
    double[] values =
        lines.stream()
            .mapToDouble(
                line -> line.get(key).asDouble() - (less.isEmpty() ? 0 : line.get(less).asDouble()))
            .sorted()
            .toArray();
    return values[values.length / 2];
  }
}
