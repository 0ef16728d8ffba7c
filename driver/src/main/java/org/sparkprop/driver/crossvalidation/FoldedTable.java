package org.sparkprop.driver.crossvalidation;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.driver.source.SelectedRows;
import org.sparkprop.driver.source.Source;
import scala.Tuple2;

/**
 * A source's rows in folds. Rows that cannot be used are in none, and come with the training rows.
 */
final class FoldedTable {
  private final Source source;
  private final Dataset<Row> table;
  private final RowReader reader;
  private final FoldPlan plan;

  private FoldedTable(Source source, Dataset<Row> table, RowReader reader, FoldPlan plan) {
    this.source = source;
    this.table = table;
    this.reader = reader;
    this.plan = plan;
  }

  /**
   * Reads the rows once to cut them.
   *
   * @param table the source's, open
   * @param reader of the table's rows
   */
  static FoldedTable of(Source source, Dataset<Row> table, RowReader reader, int folds, long seed) {
    Map<String, long[]> counts =
        table
            .javaRDD()
            .mapPartitionsToPair(rows -> counts(rows, reader, seed))
            .reduceByKey(FoldedTable::sum)
            .collectAsMap();
    return new FoldedTable(source, table, reader, new FoldPlan(folds, seed, counts));
  }

  private static Iterator<Tuple2<String, long[]>> counts(
      Iterator<Row> rows, RowReader reader, long seed) {
    Map<String, long[]> counts = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      try {
        var raw = reader.read(row);
        counts
            .computeIfAbsent(FoldPlan.stratum(raw), label -> new long[FoldPlan.BINS])[
            FoldPlan.bin(raw, seed)]++;
      } catch (BadRowException e) {
        // Training meets it too, and does what the configuration says.
        continue;
      }
    }
    return counts.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  FoldPlan plan() {
    return plan;
  }

  /** The rows of all folds but one. */
  Source without(int fold) {
    RowReader cells = reader;
    FoldPlan of = plan;
    return new SelectedRows(
        source, table.filter((FilterFunction<Row>) row -> !isIn(row, cells, of, fold)));
  }

  /** The rows of one fold. */
  Source only(int fold) {
    RowReader cells = reader;
    FoldPlan of = plan;
    return new SelectedRows(
        source, table.filter((FilterFunction<Row>) row -> isIn(row, cells, of, fold)));
  }

  private static boolean isIn(Row row, RowReader reader, FoldPlan plan, int fold) {
    try {
      return plan.fold(reader.read(row)) == fold;
    } catch (BadRowException e) {
      return false;
    }
  }
}
