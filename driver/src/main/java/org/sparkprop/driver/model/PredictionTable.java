package org.sparkprop.driver.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkprop.driver.source.Source;

/** Predictions in the forms in which they are written. */
public final class PredictionTable {
  private PredictionTable() {}

  /** Drops what sources add for their own use. */
  public static Dataset<Row> withoutSourceColumns(Dataset<Row> table) {
    return table.drop(Source.HIDDEN.toArray(String[]::new));
  }

  /**
   * Predictions of classes with those of a threshold in their place: a row is of a class where the
   * probability of that is at least so much, compared as floats as an evaluation does, and else of
   * the likeliest of the others.
   *
   * @param positive the class's number
   */
  public static Dataset<Row> decided(
      Dataset<Row> table, List<String> classes, int positive, double threshold) {
    Column probability = functions.col(TrainedModel.PROBABILITY);
    int[] others = IntStream.range(0, classes.size()).filter(i -> i != positive).toArray();
    Column names = functions.array(columns(others, i -> functions.lit(classes.get(i))));
    Column of = functions.array(columns(others, probability::getItem));
    Column likeliest =
        functions.element_at(
            names, functions.array_position(of, functions.array_max(of)).cast("int"));
    // Of two classes an evaluation keeps the second's scores, and 1 − these are the first's.
    Column score =
        classes.size() == 2 && positive == 0
            ? functions.lit(1.0).minus(probability.getItem(1).cast("float").cast("double"))
            : probability.getItem(positive);
    Column isPositive = score.cast("float").geq(functions.lit((float) threshold));
    return table.withColumn(
        TrainedModel.PREDICTION,
        functions.when(isPositive, functions.lit(classes.get(positive))).otherwise(likeliest));
  }

  private static Column[] columns(int[] numbers, IntFunction<Column> column) {
    return Arrays.stream(numbers).mapToObj(column).toArray(Column[]::new);
  }

  /** An array column as a column for each of its numbers: {@code ARRAY_NAME}. */
  public static Dataset<Row> flat(Dataset<Row> table, String array, List<String> names) {
    Dataset<Row> flat = table;
    for (int k = 0; k < names.size(); k++) {
      flat = flat.withColumn(array + "_" + names.get(k), functions.col(array).getItem(k));
    }
    return flat.drop(array);
  }
}
