package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.cluster.Processes;

/**
 * What the loss of one of three executors costs: a training on a standalone cluster on this machine
 * whose second executor is killed, by either engine. Prints the usual round before it, the rounds
 * that took longer than three of these from then on, and the first round, which builds all shards.
 */
public final class Recovery {
  private static final String KILL_AFTER = "epoch 30 ";
  private static final double TIMES_A_ROUND = 3;

  private Recovery() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("recovery");
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 3)) {
      for (String rounds : List.of("standing", "job")) {
        Path output = folder.resolve(rounds);
        List<String> command =
            Processes.trainDigits(
                output, "--set", "training.epochs=60", "--set", "training.rounds=" + rounds);
        command.addAll(cluster.options());
        Kill kill = new Kill(cluster, output.resolve("metrics.jsonl"));
        Processes.run(command, kill);
        report(rounds, output.resolve("metrics.jsonl"), kill.rounds);
      }
    }
  }

  /** Kills the second worker's executor, and keeps how many rounds were done then. */
  private static final class Kill implements Consumer<String> {
    private final Cluster cluster;
    private final Path metrics;
    private int rounds = -1;

    Kill(Cluster cluster, Path metrics) {
      this.cluster = cluster;
      this.metrics = metrics;
    }

    @Override
    public void accept(String line) {
      if (rounds < 0 && line.startsWith(KILL_AFTER)) {
        try {
          rounds = roundSeconds(metrics).size();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        cluster.executorOf(2).orElseThrow().destroyForcibly();
      }
    }
  }

  private static List<Double> roundSeconds(Path metrics) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (String line : Files.readAllLines(metrics)) {
      if (line.startsWith("{\"event\":\"round\"") && line.endsWith("}")) {
        JsonNode round = new ObjectMapper().readTree(line);
        seconds.add(round.get("seconds").asDouble());
      }
    }
    return seconds;
  }

  private static void report(String rounds, Path metrics, int killedAfter) throws IOException {
    List<Double> all = roundSeconds(metrics);
    double usual =
        Medians.of(all.subList(1, killedAfter).stream().mapToDouble(Double::doubleValue).toArray());
    List<String> slow = new ArrayList<>();
    for (int i = killedAfter; i < all.size(); i++) {
      if (all.get(i) > TIMES_A_ROUND * usual && slow.size() < 8) {
        slow.add(String.format(Locale.ROOT, "%d: %.2f s", i + 1, all.get(i)));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: usual round %.1f ms, first round %.2f s, killed after round %d, then %s%n",
        rounds,
        1e3 * usual,
        all.get(0),
        killedAfter,
        slow.isEmpty() ? "no round above three usual ones" : String.join(", ", slow));
  }
}
