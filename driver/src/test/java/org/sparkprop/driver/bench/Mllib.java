package org.sparkprop.driver.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark MLlib's MultilayerPerceptronClassifier: sigmoid layers, softmax, full-batch gradient
 * descent, which takes each row forward and backward once an iteration.
 */
final class Mllib {
  private Mllib() {}

  /** Runs {@link #main} in a JVM of its own, like this one but for the vector module. */
  static double inItsOwnProcess(Path rows, int[] widths, int slots, boolean vectorModule)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.contains("jdk.incubator.vector"))
        .forEach(command::add);
    if (vectorModule) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Mllib.class.getName()));
    command.addAll(List.of(rows.toString(), Integer.toString(slots)));
    Arrays.stream(widths).mapToObj(Integer::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String last = "";
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("MLlib's process ended with " + process.exitValue());
    }
    return Double.parseDouble(last);
  }

  /** Arguments: a folder of Parquet files, the number of slots, the widths. Prints rows/s. */
  public static void main(String[] arguments) {
    SparkSession spark = Bench.session(Integer.parseInt(arguments[1]));
    int[] widths = Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
    Dataset<Row> rows = spark.read().parquet(arguments[0]);
    double rate = rowsPerSecond(rows, widths, Integer.parseInt(arguments[1]));
    spark.stop();
    System.out.println();
    System.out.println(rate);
  }

  /** Rows per second, from the difference between a short and a long training. */
  private static double rowsPerSecond(Dataset<Row> table, int[] widths, int slots) {
    String[] inputs =
        Arrays.stream(table.columns()).filter(c -> !c.equals("label")).toArray(String[]::new);
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(inputs)
            .setOutputCol("features")
            .transform(table)
            .select("features", "label")
            .repartition(slots)
            .cache();
    long count = rows.count();
    train(rows, widths, 2);
    double less = train(rows, widths, 2);
    double more = train(rows, widths, 8);
    rows.unpersist(true);
    return 6 * count / (more - less);
  }

  private static double train(Dataset<Row> rows, int[] widths, int iterations) {
    long started = System.nanoTime();
    new MultilayerPerceptronClassifier()
        .setLayers(widths)
        .setSolver("gd")
        .setStepSize(1e-4)
        .setTol(0)
        .setSeed(1)
        .setMaxIter(iterations)
        .fit(rows);
    return (System.nanoTime() - started) * 1e-9;
  }
}
