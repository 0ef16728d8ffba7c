package org.sparkprop.driver.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Tables of random numbers between −½ and ½ with a random class, written once, so that all peers of
 * the JVM read the same.
 */
final class RandomRows {
  private final Path folder;

  RandomRows(Path folder) {
    this.folder = folder;
  }

  /** Columns {@code x0} … and {@code label}, as many as the case's network takes and gives. */
  Case of(String network, String activation, long batch, long rows, boolean wholeEpochs) {
    return of(List.of(), network, activation, batch, rows, wholeEpochs);
  }

  /** The same behind convolutions that give so many channels. */
  Case of(
      List<Integer> channels,
      String network,
      String activation,
      long batch,
      long rows,
      boolean wholeEpochs) {
    List<Integer> widths = Case.widths(network);
    int inputs = widths.get(0);
    int classes = widths.get(widths.size() - 1);
    Path table = folder.resolve("%d-%d-%d".formatted(inputs, classes, rows));
    return new Case(channels, widths, activation, batch, rows, wholeEpochs, table.toString());
  }

  static void write(Iterable<Case> cases) {
    SparkSession spark = BenchSession.start("local[2]", "");
    for (Case what : cases) {
      if (!Files.exists(Path.of(what.folder(), "_SUCCESS"))) {
        write(spark, what);
      }
    }
    spark.stop();
  }

  static void write(SparkSession spark, Case what) {
    int inputs = what.widths().get(0);
    int classes = what.widths().get(what.widths().size() - 1);
    Column label = functions.floor(functions.rand(-1).multiply(classes)).cast("int").as("label");
    Column[] cells =
        IntStream.rangeClosed(0, inputs)
            .mapToObj(
                i -> i == inputs ? label : functions.rand(i).minus(0.5).cast("float").as("x" + i))
            .toArray(Column[]::new);
    spark
        .range(0, what.rows(), 1, 4)
        .select(cells)
        .write()
        .mode("overwrite")
        .parquet(what.folder());
  }
}
