package org.sparkprop.driver.bench;

import java.util.Arrays;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spark MLlib's MultilayerPerceptronClassifier: sigmoid layers, softmax, full-batch gradient
 * descent, which takes each row forward and backward once an iteration.
 */
final class Mllib {
  private Mllib() {}

  /** Rows per second, from the difference between a short and a long training. */
  static double rowsPerSecond(Dataset<Row> table, int[] widths, int slots) {
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
