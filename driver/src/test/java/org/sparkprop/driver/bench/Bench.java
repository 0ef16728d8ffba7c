package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * What {@code scripts/bench} runs: suites of comparisons, with all peers in processes of their own,
 * measured in turn. Arguments: names of suites, or none for all; {@code --quick}; and {@code
 * --mnist FOLDER}.
 */
public final class Bench {
  private static final Map<Integer, Integer> EPOCHS_BY_BATCH = Map.of(128, 30, 1024, 60);

  private final Place place;
  private final Report report;
  private final Effort effort;
  private final Optional<Path> mnist;

  private Bench(Place place, Report report, Effort effort, Optional<Path> mnist) {
    this.place = place;
    this.report = report;
    this.effort = effort;
    this.mnist = mnist;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(List.of(arguments));
    Effort effort = names.remove("--quick") ? Effort.QUICK : Effort.FULL;
    int option = names.indexOf("--mnist");
    Path repository = Path.of("").toAbsolutePath();
    Path folder = repository.resolveSibling("shared/data/mnist");
    if (option >= 0) {
      folder = Path.of(names.get(option + 1));
      names.subList(option, option + 2).clear();
    }
    names.remove("all");
    List<Suite> suites =
        names.isEmpty()
            ? List.of(Suite.values())
            : names.stream().map(Suite::named).sorted().toList();
    Place place =
        new Place(
            repository,
            Place.textOf(repository.resolve("driver/target/bench/cluster/url")),
            Place.textOf(repository.resolve("scripts/peers/deeplearning4j/target/classpath")),
            Machine.succeeds("python3", "-c", "import torch"));
    Path raw = place.output().resolve("results.jsonl");
    boolean whole;
    try (Report report = new Report(raw, Machine.facts())) {
      Optional<Path> mnist = Optional.of(folder).filter(Files::isDirectory);
      Bench bench = new Bench(place, report, effort, mnist);
      whole = bench.run(suites);
      System.out.printf(
          "%n%s%nraw figures in %s, these tables in %s%n", report.markdown(), raw, bench.tables());
    }
    System.exit(whole ? 0 : 1);
  }

  private Path tables() {
    return place.output().resolve("results.md");
  }

  /** Whether all suites came to their end. */
  private boolean run(List<Suite> suites) throws IOException, InterruptedException {
    RandomRows rows = new RandomRows(place.output().resolve("rows"));
    Map<Suite, List<Comparison>> comparisons = new LinkedHashMap<>();
    suites.forEach(suite -> comparisons.put(suite, suite.comparisons(rows::of, effort)));
    RandomRows.write(
        comparisons.values().stream().flatMap(List::stream).map(Comparison::what).toList());
    boolean whole = true;
    for (Suite suite : suites) {
      try {
        run(suite, comparisons.get(suite));
      } catch (IOException e) {
        report.say("%s: broken off: %s", suite.text(), e.getMessage());
        whole = false;
      }
      // What there is by now, should a later suite be interrupted.
      Files.writeString(tables(), report.markdown());
    }
    return whole;
  }

  private void run(Suite suite, List<Comparison> comparisons)
      throws IOException, InterruptedException {
    switch (suite) {
      case ACCURACY -> accuracy();
      case MEMORY -> memory();
      default -> {
        try (PeerPool pool = new PeerPool(place)) {
          for (Comparison comparison : comparisons) {
            comparison.run(place, pool, report);
          }
        }
      }
    }
  }

  private void accuracy() throws IOException {
    if (mnist.isEmpty()) {
      report.say("accuracy: skipped, since there is no folder of MNIST; --mnist FOLDER names one");
      return;
    }
    report.say(
        "accuracy: MNIST's first 10,000 images, 784-256-10, Adam 0.001, to 94.5%% of the test"
            + " images");
    Path rows = place.output().resolve("rows/mnist-10k");
    SparkSession spark = BenchSession.start("local[2]", "");
    Mnist.read(mnist.get(), "train-10k").write(spark, rows);
    spark.stop();
    int[] batches = effort.isQuick() ? new int[] {1024} : new int[] {128, 1024};
    for (int batch : batches) {
      Map<String, List<String>> commands = new LinkedHashMap<>();
      List<String> arguments =
          TimeToAccuracy.arguments(mnist.get(), batch, EPOCHS_BY_BATCH.get(batch));
      commands.put(
          Suite.STANDING.name(),
          place.java(
              List.of("-Xmx3g"),
              Accuracy.class,
              Stream.concat(arguments.stream(), Stream.of(rows.toString()))
                  .toArray(String[]::new)));
      PytorchPeer pytorch = new PytorchPeer(2, 1);
      if (pytorch.missing(place).isEmpty()) {
        commands.put(
            pytorch.name(),
            Stream.concat(pytorch.command(place, "accuracy").stream(), arguments.stream())
                .toList());
      }
      Map<String, List<TimeToAccuracy.Run>> runs = new LinkedHashMap<>();
      for (int repetition = 0; repetition < Math.min(2, effort.repetitions()); repetition++) {
        for (Map.Entry<String, List<String>> command : commands.entrySet()) {
          Path log = place.output().resolve("logs/accuracy.log");
          runs.computeIfAbsent(command.getKey(), key -> new ArrayList<>())
              .add(TimeToAccuracy.Run.of(command.getValue(), log));
        }
      }
      runs.forEach((peer, of) -> report.add(TimeToAccuracy.of(peer, batch, of)));
    }
  }

  private void memory() throws IOException {
    int rounds = effort.isQuick() ? 1000 : 4000;
    report.say("memory: network 30-16-2, 2,000 rows, full batch, local[2], standing rounds");
    // The heap is resident from the start, so that what the process grows by is outside it.
    List<String> heap = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");
    List<String> command = place.java(heap, Leaks.class, Integer.toString(rounds));
    try (PeerProcess process =
        new PeerProcess(command, place.output().resolve("logs/memory.log"))) {
      for (Leaks.Sample sample :
          Conversation.JSON.treeToValue(process.answer().get("samples"), Leaks.Sample[].class)) {
        report.add(sample);
      }
    }
  }
}
