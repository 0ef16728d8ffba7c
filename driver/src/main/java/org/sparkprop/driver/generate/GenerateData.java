package org.sparkprop.driver.generate;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.files.Storage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program of {@code scripts/generate-data}. */
@Command(
    name = "generate-data",
    mixinStandardHelpOptions = true,
    description =
        "Writes a table of any size as Parquet: columns x0, x1 … of random float32 from -1 to 1,"
            + " and label, the class that a network of fixed weights gives. The same rows whatever"
            + " the partitions.")
public final class GenerateData implements Callable<Integer> {
  private static final int MISTAKE = 2;
  private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([KMGT]?B)");
  private static final String UNITS = "KMGT";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "New files go there.")
  private String output;

  @Option(names = "--rows", paramLabel = "N", description = "How many rows (or --size).")
  private long rows;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "Or how large the numbers are as float32, such as 500MB or 6GB (10^9 bytes).")
  private String size;

  @Option(names = "--columns", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
  private int columns;

  @Option(names = "--classes", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--noise",
      defaultValue = "0.05",
      description = "Share of rows with a class drawn at random; default: ${DEFAULT-VALUE}.")
  private double noise;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      description = "Into so many files; default: one for each 128 MiB.")
  private int partitions;

  @Option(names = "--overwrite", description = "Replaces what is in the folder.")
  private boolean overwrite;

  /** Ends the process with 0, 1 failed, or 2 for a mistake of the user's. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The same, returning the status. */
  static int run(String... arguments) {
    return new CommandLine(new GenerateData())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof UserMistake) {
                command.getErr().println("generate-data: " + failure.getMessage());
                return MISTAKE;
              }
              throw failure;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    if ((size == null) == (rows == 0)) {
      throw new UserMistake("expected one of --rows and --size");
    }
    long wanted = size == null ? rows : GeneratedTable.rowsOf(bytes(size), columns);
    GeneratedTable table = new GeneratedTable(wanted, columns, classes, seed, noise, partitions);
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "sparkprop generate-data");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "5000");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark.sparkContext().setLogLevel("WARN");
      Path folder = new Path(output);
      if (!overwrite
          && Storage.of(folder, spark.sparkContext().hadoopConfiguration()).exists(folder)) {
        throw new UserMistake(
            "--output: " + output + " exists; name another folder, or say --overwrite");
      }
      table.open(spark).write().mode(SaveMode.Overwrite).parquet(output);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %,d rows of %,d numbers, %.3f GB as float32%n",
        output,
        wanted,
        columns,
        table.bytes() * 1e-9);
    return 0;
  }

  /** Bytes of a text such as {@code 1.5GB}. */
  static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UserMistake(
          "--size: expected a number with B, KB, MB, GB or TB, such as 500MB, got `" + text + "`");
    }
    int power = UNITS.indexOf(matcher.group(2).charAt(0)) + 1;
    return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(1000, power));
  }
}
