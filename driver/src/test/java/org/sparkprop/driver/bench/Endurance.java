package org.sparkprop.driver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.plot.Curve;
import org.sparkprop.driver.plot.Panel;
import org.sparkprop.driver.plot.Picture;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * A small network over many rounds, evaluated after each epoch and saved now and then: what the
 * process holds after some of the rounds, as a table and a picture. Arguments: the rounds (24,000),
 * how they run ({@code standing}), and a folder for {@code endurance-….csv} and {@code .png}.
 */
public final class Endurance {
  private static final int ROUNDS = 24_000;
  private static final int ROUNDS_OF_EPOCH = 8;
  private static final int SAMPLES = 40;

  /** What the process held after so many rounds. */
  public record Sample(long round, Footprint footprint) {}

  private Endurance() {}

  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    String mode = arguments.length > 1 ? arguments[1] : "standing";
    Path folder = Path.of(arguments.length > 2 ? arguments[2] : "driver/target/bench");
    SparkSession spark = BenchSession.start("local[2]", "");
    final long started = System.nanoTime();
    List<Sample> samples = during(spark, rounds, mode, Math.max(1, rounds / SAMPLES));
    System.out.printf(
        Locale.ROOT, "%,d rounds in %.0f s%n", rounds, (System.nanoTime() - started) * 1e-9);
    spark.stop();
    Files.createDirectories(folder);
    String name = "endurance-" + mode;
    List<String> lines = new ArrayList<>(List.of("round," + Footprint.HEADER));
    samples.forEach(s -> lines.add(s.round() + "," + s.footprint().line()));
    Files.write(folder.resolve(name + ".csv"), lines);
    draw(folder, name, mode, samples);
    System.out.println(folder.resolve(name + ".csv"));
  }

  /**
   * Trains so many rounds, and looks at the process after each {@code every}.
   *
   * @param mode {@code standing} or {@code job}
   */
  public static List<Sample> during(SparkSession spark, int rounds, String mode, int every)
      throws IOException {
    Path run = Files.createTempDirectory("endurance");
    String yaml =
        """
        name: endurance
        data: {label: label, split: {validation: 0.2, seed: 1}}
        network:
          layers: [{dense: {units: 16, activation: tanh}}, {dense: {units: 2}}]
          loss: softmax-cross-entropy
        training:
          batch-size: %d
          epochs: %d
          shards: 4
          rounds: %s
          checkpoints: {every-rounds: %d}
        """
            .formatted(
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
          .listener(event -> look(event, every, spark, run, samples))
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
      TrainingEvent event, int every, SparkSession spark, Path run, List<Sample> samples) {
    if (event instanceof TrainingEvent.RoundEnded round && round.round() % every == 0) {
      try {
        Footprint now = Footprint.now(spark.sparkContext(), run);
        samples.add(new Sample(round.round(), now));
        System.out.println(round.round() + "," + now.line());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void draw(Path folder, String name, String mode, List<Sample> samples)
      throws IOException {
    Picture.write(
        folder,
        name,
        List.of(
            new Panel(
                "memory and disk, " + mode + " rounds",
                "rounds",
                "MiB",
                Panel.Scale.LINEAR,
                List.of(
                    curve("heap", samples, Footprint::heapMiB),
                    curve("off-heap", samples, Footprint::offHeapMiB),
                    curve("disk", samples, Footprint::diskMiB))),
            new Panel(
                "counts, " + mode + " rounds",
                "rounds",
                "number",
                Panel.Scale.LINEAR,
                List.of(
                    curve("threads", samples, Footprint::threads),
                    curve("open files", samples, Footprint::openFiles),
                    curve("Spark's blocks", samples, Footprint::blocks),
                    curve("of broadcasts", samples, Footprint::broadcasts),
                    curve("listener's entries", samples, Footprint::listenerEntries)))));
  }

  private static Curve curve(
      String label, List<Sample> samples, ToDoubleFunction<Footprint> figure) {
    return new Curve(
        label,
        samples.stream().mapToDouble(Sample::round).toArray(),
        samples.stream().mapToDouble(s -> figure.applyAsDouble(s.footprint())).toArray());
  }
}
