package org.sparkprop.driver.inspect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowPlacement;

/**
 * Rows that say the same as others. The split goes by a hash of inputs, label and weight together,
 * so that copies of a whole row are always in one part of it: what may stand in two parts are rows
 * of the same inputs with different labels or weights, and whatever parts with a source of their
 * own have in common with others.
 *
 * @param repeated rows that are the same as another in inputs, label and weight: of each such group
 *     all but one
 * @param validationInTraining validation rows whose inputs a training row has too
 * @param testInTraining test rows whose inputs a training row has too
 */
public record Copies(long repeated, long validationInTraining, long testInTraining) {
  /**
   * Counts them: one pass over the sources, one shuffle of 36 bytes a row, by which rows of the
   * same inputs come together. Spark spills what does not fit into memory.
   */
  static Copies in(PreparedSources sources, RowPlacement placement) {
    Dataset<Row> hashes = hashes(sources.divided(), placement);
    for (Map.Entry<Part, PreparedSource> whole : sources.whole().entrySet()) {
      hashes = hashes.union(hashes(whole.getValue(), placement.wholly(whole.getKey())));
    }
    Column[] inputs = {col("inputs1"), col("inputs2")};
    Dataset<Row> sameRows =
        hashes
            .repartition(inputs)
            .groupBy("inputs1", "inputs2", "row1", "row2")
            .agg(
                count(lit(1)).as("rows"),
                count(when(is(Part.TRAINING), 1)).as("training"),
                count(when(is(Part.VALIDATION), 1)).as("validation"),
                count(when(is(Part.TEST), 1)).as("test"));
    Dataset<Row> sameInputs =
        sameRows
            .groupBy(inputs)
            .agg(
                sum(col("rows").minus(1)).as("repeated"),
                sum("training").as("training"),
                sum("validation").as("validation"),
                sum("test").as("test"));
    Row sums =
        sameInputs
            .agg(
                sum("repeated"),
                sum(when(col("training").gt(0), col("validation"))),
                sum(when(col("training").gt(0), col("test"))))
            .first();
    return new Copies(number(sums, 0), number(sums, 1), number(sums, 2));
  }

  private static Dataset<Row> hashes(PreparedSource source, RowPlacement placement) {
    return source
        .rows()
        .flatMap(new RowHashes(source.reader(), placement), Encoders.row(RowHashes.SCHEMA));
  }

  private static Column is(Part part) {
    return col("part").equalTo(part.index());
  }

  private static long number(Row row, int index) {
    return row.isNullAt(index) ? 0 : row.getLong(index);
  }
}
