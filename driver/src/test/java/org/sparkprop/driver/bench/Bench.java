package org.sparkprop.driver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What {@code scripts/bench} runs: throughput of a few networks beside Spark MLlib's perceptron on
 * the same rows, with sigmoid layers so that the work is equal, a round's overhead, and memory over
 * many rounds. Arguments: the number of task slots (2), the batch size (8192).
 */
public final class Bench {
  private static final int[] MEDIUM = {784, 512, 256, 10};
  private static final int[] SMALL = {30, 16, 10};

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    int slots = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    long batch = arguments.length > 1 ? Long.parseLong(arguments[1]) : 8192;
    SparkSession spark = session(slots);
    Path folder = Files.createTempDirectory("bench");
    try {
      System.out.printf(
          Locale.ROOT,
          "%d task slots, Java %s, Spark %s, %s%n",
          slots,
          System.getProperty("java.version"),
          spark.version(),
          processor());
      System.out.printf(Locale.ROOT, "sgemm 1024³: %.0f GFLOP/s%n", Peak.gigaflops(slots));
      throughput(spark, folder.resolve("images"), MEDIUM, batch, slots);
      Dataset<Row> table = throughput(spark, folder.resolve("table"), SMALL, batch, slots);
      Dataset<Row> few = table.limit(2000);
      List<Leaks.Sample> samples = Leaks.during(spark, few, 2000);
      System.out.println("memory, network 30-16-10, 2,000 rows, full batch:");
      samples.forEach(sample -> System.out.println("  " + sample));
    } finally {
      spark.stop();
    }
  }

  static SparkSession session(int slots) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + slots + "]")
            .appName("bench")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.broadcast.compress", false)
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  private static Dataset<Row> throughput(
      SparkSession spark, Path folder, int[] widths, long batch, int slots) throws Exception {
    Dataset<Row> rows = RandomRows.table(spark, 3 * batch, widths[0], folder.toString());
    String name =
        Arrays.stream(widths).mapToObj(Integer::toString).collect(Collectors.joining("-"));
    double mllib = Mllib.inItsOwnProcess(folder, widths, slots, false);
    double vectorised = Mllib.inItsOwnProcess(folder, widths, slots, true);
    System.out.printf(Locale.ROOT, "%s, sigmoid, %,d rows, local[%d]%n", name, rows.count(), slots);
    System.out.printf(Locale.ROOT, "  %-34s %,10.0f rows/s%n", "MLlib, plain JVM", mllib);
    System.out.printf(
        Locale.ROOT, "  %-34s %,10.0f rows/s%n", "MLlib, jdk.incubator.vector", vectorised);
    for (String engine : List.of("job", "standing")) {
      Sparkprop.Measured measured =
          Sparkprop.measure(spark, rows, widths, "sigmoid", batch, 4 * slots, engine, 30, 60);
      System.out.printf(
          Locale.ROOT,
          "  %-34s %,10.0f rows/s  %.1f and %.1f times MLlib%n",
          "Sparkprop, %s rounds, batch %,d".formatted(engine, batch),
          measured.rowsPerSecond(),
          measured.rowsPerSecond() / mllib,
          measured.rowsPerSecond() / vectorised);
      System.out.printf(
          Locale.ROOT,
          "  %-34s %10.1f ms, of it beyond the arithmetic %.1f ms%n",
          "  a round (median)",
          measured.roundMillis(),
          measured.overheadMillis());
    }
    return rows;
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 2))
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}
