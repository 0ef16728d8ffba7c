package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.plan.Bandwidth;
import org.sparkprop.driver.plan.Hosts;
import org.sparkprop.driver.plan.Latency;
import org.sparkprop.driver.plan.Link;
import org.sparkprop.driver.plan.Measured;
import org.sparkprop.driver.plan.RoundForecast;
import org.sparkprop.driver.plan.RoundModel;
import org.sparkprop.driver.plan.Workload;
import org.sparkprop.driver.probe.ClusterProbe;
import org.sparkprop.driver.source.GivenTable;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * What {@code scripts/simulate-network} runs: weak scaling over hosts whose links are known, beside
 * the forecasts of the model that {@code plan} uses. The model is measured on one executor and
 * asked about the others. Since all hosts share one machine's processors, each forecast takes the
 * compute time of the run that it is held against; slices are short, so that the network is what
 * counts.
 *
 * <p>Arguments: master, hosts, bandwidth, latency, rounds, widths of a network such as 784-512-10
 * and further ones.
 */
public final class SimulatedHosts {
  private static final int ROWS_OF_SLICE = 8;
  private static final int ROUNDS_OF_EPOCH = 4;
  private static final double PROBE_SECONDS = 20;

  private final String master;
  private final Bandwidth bandwidth;
  private final Latency latency;
  private final int rounds;
  private final Path folder;

  private SimulatedHosts(
      String master, Bandwidth bandwidth, Latency latency, int rounds, Path folder) {
    this.master = master;
    this.bandwidth = bandwidth;
    this.latency = latency;
    this.rounds = rounds;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    int most = Integer.parseInt(arguments[1]);
    SimulatedHosts hosts =
        new SimulatedHosts(
            arguments[0],
            Bandwidth.parse(arguments[2]),
            Latency.parse(arguments[3]),
            Integer.parseInt(arguments[4]),
            Files.createTempDirectory("simulated-hosts"));
    double worst = 0;
    for (String widths : Arrays.asList(arguments).subList(5, arguments.length)) {
      int[] layers = Arrays.stream(widths.split("-", -1)).mapToInt(Integer::parseInt).toArray();
      worst = Math.max(worst, hosts.weakScaling(widths, layers, most));
    }
    System.out.printf(
        Locale.ROOT, "%nlargest difference with two executors or more: %.0f%%%n", 100 * worst);
  }

  /** A table of one network; returns the forecasts' largest relative error. */
  private double weakScaling(String name, int[] widths, int most) throws IOException {
    RoundModel model = null;
    double worst = 0;
    for (int executors = 1; executors <= most; executors = next(executors, most)) {
      SparkSession spark = session(executors);
      try {
        Dataset<Row> table = table(spark, name, executors);
        if (model == null) {
          model = model(spark, table, name, widths);
        }
        for (RoundMode mode : RoundMode.values()) {
          double error = compare(spark, table, widths, executors, mode, model);
          worst = Math.max(worst, executors == 1 ? 0 : Math.abs(error));
        }
      } finally {
        spark.stop();
      }
    }
    return worst;
  }

  private static int next(int executors, int most) {
    return executors < most ? Math.min(2 * executors, most) : most + 1;
  }

  private SparkSession session(int executors) {
    SparkSession spark =
        SparkSession.builder()
            .master(master)
            .appName("simulated hosts")
            .config("spark.ui.enabled", false)
            .config("spark.cores.max", executors)
            .config("spark.executor.cores", 1)
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.executorEnv.OMP_NUM_THREADS", "1")
            .config("spark.broadcast.compress", false)
            .config("spark.shuffle.compress", false)
            .config("spark.shuffle.reduceLocality.enabled", false)
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  private Dataset<Row> table(SparkSession spark, String name, int executors) {
    Case rows = new RandomRows(folder).of(name, "relu", batch(executors), rows(executors), true);
    RandomRows.write(spark, rows);
    return spark.read().parquet(rows.folder());
  }

  private static long rows(int executors) {
    return (long) ROUNDS_OF_EPOCH * batch(executors);
  }

  private static long batch(int executors) {
    return (long) ROWS_OF_SLICE * executors;
  }

  /** The model as {@code plan} measures it on one executor. */
  private RoundModel model(SparkSession spark, Dataset<Row> table, String name, int[] widths)
      throws IOException {
    RunConfiguration configuration =
        ConfigurationFile.load(configuration(widths, 1, RoundMode.STANDING), List.of());
    Measured measured =
        Preparation.with(
            spark,
            configuration,
            new GivenTable(table),
            run ->
                new ClusterProbe(run, Optional.empty(), Optional.empty()).measure(PROBE_SECONDS));
    System.out.printf(
        Locale.ROOT,
        "%n%s: links of %s, %s more one way; as Spark's messages see them %s out, %s in, %.2f ms%n",
        name,
        bandwidth.text(),
        latency.text(),
        rate(measured.link().sent()),
        rate(measured.link().received()),
        1e3 * measured.link().latency());
    System.out.printf(
        Locale.ROOT,
        "a job %s and %s a task; rests of a standing round %s, of a job %s%n",
        millis(measured.costs().scheduling().job()),
        millis(measured.costs().scheduling().task()),
        millis(measured.costs().rests().standing()),
        millis(measured.costs().rests().job()));
    System.out.printf(
        "%9s %-18s %10s %10s %10s %10s %10s | %10s %10s%n",
        "executors",
        "rounds",
        "exchange",
        "compute",
        "scheduling",
        "update",
        "a round",
        "forecast",
        "difference");
    Link given = Link.of(bandwidth, latency);
    // The rates are those of the links; the latency is the messages' own, which has the links' in
    // it.
    return measured
        .modelHere()
        .with(new Link(given.sent(), given.received(), measured.link().latency()));
  }

  /** A line of the table; returns by how much the forecast is off. */
  private double compare(
      SparkSession spark,
      Dataset<Row> table,
      int[] widths,
      int executors,
      RoundMode mode,
      RoundModel model)
      throws IOException {
    List<TrainingEvent.RoundEnded> ended = new ArrayList<>();
    Trainer.fromFile(configuration(widths, executors, mode))
        .on(table)
        .listener(
            event -> {
              if (event instanceof TrainingEvent.RoundEnded round) {
                ended.add(round);
              }
            })
        .train(spark);
    List<TrainingEvent.RoundEnded> warm = ended.subList(ended.size() / 3, ended.size());
    int parameters = 0;
    for (int i = 1; i < widths.length; i++) {
      parameters += (widths[i - 1] + 1) * widths[i];
    }
    Workload workload =
        new Workload(rows(executors), batch(executors), executors, parameters, 4, 4);
    double compute = median(warm.stream().mapToDouble(r -> r.times().compute()).toArray());
    RoundForecast forecast =
        model.forecast(workload, new Hosts(executors, 1), mode).withCompute(compute);
    double measured = median(warm.stream().mapToDouble(r -> r.seconds()).toArray());
    double error = forecast.seconds() / measured - 1;
    System.out.printf(
        Locale.ROOT,
        "%9d %-18s %10s %10s %10s %10s %10s | %10s %+9.0f%%%n",
        executors,
        forecast.topology().text(),
        millis(
            median(
                warm.stream()
                    .mapToDouble(r -> r.times().distribution() + r.times().aggregation())
                    .toArray())),
        millis(compute),
        millis(median(warm.stream().mapToDouble(r -> r.times().scheduling()).toArray())),
        millis(median(warm.stream().mapToDouble(r -> r.updateSeconds()).toArray())),
        millis(measured),
        millis(forecast.seconds()),
        100 * error);
    return error;
  }

  private Path configuration(int[] widths, int executors, RoundMode mode) throws IOException {
    String hidden =
        Arrays.stream(widths, 1, widths.length - 1)
            .mapToObj("    - dense: {units: %d, activation: relu}\n"::formatted)
            .collect(Collectors.joining());
    String yaml =
        """
        name: simulated
        data: {label: label}
        network:
          layers:
        %s    - dense: {units: %d}
          loss: softmax-cross-entropy
        training:
          update-rule: {gradient-descent: {learning-rate: 0.001}}
          batch-size: %d
          epochs: %d
          shards: %d
          rounds: %s
        """
            .formatted(
                hidden,
                widths[widths.length - 1],
                batch(executors),
                (rounds + ROUNDS_OF_EPOCH - 1) / ROUNDS_OF_EPOCH,
                executors,
                mode.name().toLowerCase(Locale.ROOT));
    return Files.writeString(folder.resolve("simulated.yaml"), yaml);
  }

  private static String millis(double seconds) {
    return String.format(Locale.ROOT, "%.2f ms", 1e3 * seconds);
  }

  private static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.0f MB/s", bytesPerSecond / 1e6);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
