package org.sparkprop.driver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.cluster.Cluster;
import org.sparkprop.driver.plot.Curve;
import org.sparkprop.driver.plot.Panel;
import org.sparkprop.driver.plot.Picture;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * A small network over many rounds, evaluated after each epoch and saved now and then: what the
 * process holds after some of the rounds, as a table and a picture. Arguments: the rounds (24,000),
 * how they run ({@code standing}), and a folder for {@code endurance-….csv} and {@code .png}.
 *
 * <p>{@code cluster} is standing rounds with two executors in processes of their own, and a network
 * of 99,002 parameters, whose vectors are longer than a message; the executors' heaps are looked at
 * too.
 */
public final class Endurance {
  private static final int ROUNDS = 24_000;
  private static final int ROUNDS_OF_EPOCH = 8;
  private static final int SAMPLES = 40;
  private static final int EXECUTORS = 2;
  private static final String HEADER = "round," + Footprint.HEADER + ",executor-heap-mib";

  private static final String SMALL = "{dense: {units: 16, activation: tanh}}";
  private static final String WIDE = "{dense: {units: 3000, activation: relu}}";

  /**
   * What the process held after so many rounds.
   *
   * @param executorHeapMiB of the executor in another process that held most; 0 without such
   */
  public record Sample(long round, Footprint footprint, double executorHeapMiB) {}

  private Endurance() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    String mode = arguments.length > 1 ? arguments[1] : "standing";
    Path folder = Path.of(arguments.length > 2 ? arguments[2] : "driver/target/bench");
    int every = Math.max(1, rounds / SAMPLES);
    List<Sample> samples =
        mode.equals("cluster")
            ? timedOnCluster(rounds, every)
            : timed(BenchSession.start("local[2]", ""), rounds, mode, SMALL, every, () -> 0);
    Files.createDirectories(folder);
    String name = "endurance-" + mode;
    List<String> lines = new ArrayList<>(List.of(HEADER));
    samples.forEach(sample -> lines.add(line(sample)));
    Files.write(folder.resolve(name + ".csv"), lines);
    draw(folder, name, mode, samples);
    System.out.println(folder.resolve(name + ".csv"));
  }

  private static String line(Sample sample) {
    return String.format(
        Locale.ROOT,
        "%d,%s,%.1f",
        sample.round(),
        sample.footprint().line(),
        sample.executorHeapMiB());
  }

  private static List<Sample> timedOnCluster(int rounds, int every)
      throws IOException, InterruptedException {
    String jar = Examples.repository().resolve("driver/target/sparkprop.jar").toString();
    try (Cluster cluster = new Cluster(Files.createTempDirectory("endurance-cluster"), EXECUTORS)) {
      SparkSession spark = BenchSession.start(cluster.url(), jar, "1g");
      return timed(spark, rounds, "standing", WIDE, every, () -> executorHeapMiB(cluster));
    }
  }

  /** Trains, says how long that took, and stops Spark. */
  private static List<Sample> timed(
      SparkSession spark,
      int rounds,
      String mode,
      String layer,
      int every,
      DoubleSupplier executorHeap)
      throws IOException {
    try {
      final long started = System.nanoTime();
      List<Sample> samples = during(spark, rounds, mode, layer, every, executorHeap);
      System.out.printf(
          Locale.ROOT, "%,d rounds in %.0f s%n", rounds, (System.nanoTime() - started) * 1e-9);
      return samples;
    } finally {
      spark.stop();
    }
  }

  /** After a collection, of the executor with most. */
  private static double executorHeapMiB(Cluster cluster) {
    return IntStream.rangeClosed(1, EXECUTORS)
        .mapToObj(cluster::executorOf)
        .flatMap(Optional::stream)
        .mapToDouble(executor -> JvmHeap.usedMiB(executor.pid()))
        .max()
        .orElse(0);
  }

  /**
   * Trains so many rounds, and looks at the process after each {@code every}.
   *
   * @param mode {@code standing} or {@code job}
   */
  public static List<Sample> during(SparkSession spark, int rounds, String mode, int every)
      throws IOException {
    return during(spark, rounds, mode, SMALL, every, () -> 0);
  }

  private static List<Sample> during(
      SparkSession spark,
      int rounds,
      String mode,
      String layer,
      int every,
      DoubleSupplier executorHeap)
      throws IOException {
    Path run = Files.createTempDirectory("endurance");
    String yaml =
        """
        name: endurance
        data: {label: label, split: {validation: 0.2, seed: 1}}
        network:
          layers: [%s, {dense: {units: 2}}]
          loss: softmax-cross-entropy
        training:
          batch-size: %d
          epochs: %d
          shards: 4
          rounds: %s
          checkpoints: {every-rounds: %d}
        """
            .formatted(
                layer,
                1640 / ROUNDS_OF_EPOCH,
                Math.max(1, rounds / ROUNDS_OF_EPOCH),
                mode,
                Math.max(1, rounds / 10));
    Path file = Files.writeString(run.resolve("endurance.yaml"), yaml);
    List<Sample> samples = new ArrayList<>();
    try {
      Trainer.fromFile(file)
          .on(rows(spark))
          .checkpoints(
              CheckpointStore.in(
                  new org.apache.hadoop.fs.Path(run.toString()), new Configuration()))
          .listener(event -> look(event, every, spark, run, samples, executorHeap))
          .train(spark);
    } finally {
      FileUtils.deleteDirectory(run.toFile());
    }
    return samples;
  }

  private static Dataset<Row> rows(SparkSession spark) {
    return spark
        .range(2000)
        .selectExpr(
            Stream.concat(
                    IntStream.range(0, 30).mapToObj("cast(rand(%d) as float) as x%<d"::formatted),
                    Stream.of("cast(rand(-1) > 0.5 as int) as label"))
                .toArray(String[]::new));
  }

  private static void look(
      TrainingEvent event,
      int every,
      SparkSession spark,
      Path run,
      List<Sample> samples,
      DoubleSupplier executorHeap) {
    if (event instanceof TrainingEvent.RoundEnded round && round.round() % every == 0) {
      try {
        Footprint now = Footprint.now(spark.sparkContext(), run);
        Sample sample = new Sample(round.round(), now, executorHeap.getAsDouble());
        samples.add(sample);
        System.out.println(line(sample));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void draw(Path folder, String name, String mode, List<Sample> samples)
      throws IOException {
    List<Curve> memory =
        new ArrayList<>(
            List.of(
                curve("heap", samples, s -> s.footprint().heapMiB()),
                curve("off-heap", samples, s -> s.footprint().offHeapMiB()),
                curve("disk", samples, s -> s.footprint().diskMiB())));
    if (samples.stream().anyMatch(s -> s.executorHeapMiB() > 0)) {
      memory.add(curve("an executor's heap", samples, Sample::executorHeapMiB));
    }
    Picture.write(
        folder,
        name,
        List.of(
            new Panel(
                "memory and disk, " + mode + " rounds",
                "rounds",
                "MiB",
                Panel.Scale.LINEAR,
                memory),
            new Panel(
                "counts, " + mode + " rounds",
                "rounds",
                "number",
                Panel.Scale.LINEAR,
                List.of(
                    curve("threads", samples, s -> s.footprint().threads()),
                    curve("open files", samples, s -> s.footprint().openFiles()),
                    curve("Spark's blocks", samples, s -> s.footprint().blocks()),
                    curve("of broadcasts", samples, s -> s.footprint().broadcasts()),
                    curve("listener's entries", samples, s -> s.footprint().listenerEntries())))));
  }

  private static Curve curve(String label, List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return new Curve(
        label,
        samples.stream().mapToDouble(Sample::round).toArray(),
        samples.stream().mapToDouble(figure).toArray());
  }
}
