package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.cluster.Processes;

/**
 * What the loss of one of three executors costs: trainings on a standalone cluster on this machine,
 * of which one executor is killed, by either engine and each executor once. Prints the first round,
 * which builds all shards, the usual round before the loss, and the longest rounds after it: the
 * one in which the shards are built again, and by standing rounds the one in which the executor
 * that takes the lost one's place joins in.
 */
public final class Recovery {
  private static final int WORKERS = 3;
  private static final String KILL_AFTER = "epoch 30 ";
  private static final int ROUNDS_SHOWN = 3;

  private Recovery() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("recovery");
    for (String rounds : List.of("standing", "job")) {
      for (int worker = 1; worker <= WORKERS; worker++) {
        Path output = folder.resolve(rounds + "-" + worker);
        List<String> command =
            Processes.trainDigits(
                output, "--set", "training.epochs=60", "--set", "training.rounds=" + rounds);
        try (Cluster cluster =
            new Cluster(folder.resolve("cluster-" + output.getFileName()), WORKERS)) {
          command.addAll(cluster.options());
          command.addAll(List.of("--conf", "spark.sparkprop.metrics.flush=0ms"));
          Kill kill = new Kill(cluster, worker, output.resolve("metrics.jsonl"));
          Processes.run(command, kill);
          report(rounds, output.resolve("metrics.jsonl"), kill);
        }
      }
    }
  }

  /** Kills a worker's executor, and keeps how many rounds were done then. */
  private static final class Kill implements Consumer<String> {
    private final Cluster cluster;
    private final int worker;
    private final Path metrics;
    private int rounds = -1;

    Kill(Cluster cluster, int worker, Path metrics) {
      this.cluster = cluster;
      this.worker = worker;
      this.metrics = metrics;
    }

    @Override
    public void accept(String line) {
      if (rounds < 0 && line.startsWith(KILL_AFTER)) {
        cluster.executorOf(worker).orElseThrow().destroyForcibly();
        try {
          rounds = roundSeconds(metrics).size();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
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

  private static void report(String rounds, Path metrics, Kill kill) throws IOException {
    if (kill.rounds < 0) {
      throw new IllegalStateException("nothing was killed: no line began with " + KILL_AFTER);
    }
    List<Double> all = roundSeconds(metrics);
    double usual =
        Medians.of(all.subList(1, kill.rounds).stream().mapToDouble(Double::doubleValue).toArray());
    String longest =
        IntStream.range(kill.rounds, all.size())
            .boxed()
            .sorted(Comparator.comparing(all::get).reversed())
            .limit(ROUNDS_SHOWN)
            .sorted()
            .map(i -> String.format(Locale.ROOT, "%d: %.2f s", i + 1, all.get(i)))
            .collect(Collectors.joining(", "));
    System.out.printf(
        Locale.ROOT,
        "%s: first round %.2f s, usual round %.1f ms, executor %d killed by round %d; longest from"
            + " then on: %s%n",
        rounds,
        all.get(0),
        1e3 * usual,
        kill.worker,
        kill.rounds,
        longest);
  }
}
