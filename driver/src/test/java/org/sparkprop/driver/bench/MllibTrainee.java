package org.sparkprop.driver.bench;

import dev.ludovic.netlib.blas.BLAS;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark MLlib's MultilayerPerceptronClassifier: sigmoid layers in double precision, softmax,
 * full-batch gradient descent, which takes each row forward and backward once an iteration. It has
 * no other batch and no other activation.
 */
final class MllibTrainee implements Trainee {
  private final SparkSession spark;
  private final int slots;
  private Dataset<Row> rows;
  private int[] widths;
  private long count;
  private double secondsPerIteration;

  private MllibTrainee(SparkSession spark, int slots) {
    this.spark = spark;
    this.slots = slots;
  }

  /** Arguments: the number of slots. */
  public static void main(String[] arguments) throws IOException {
    int slots = Integer.parseInt(arguments[0]);
    SparkSession spark = BenchSession.start("local[" + slots + "]", "");
    Conversation.hold(new MllibTrainee(spark, slots));
  }

  @Override
  public String about() {
    return "netlib loaded " + BLAS.getInstance().getClass().getSimpleName();
  }

  @Override
  public void prepare(Case what, double warmSeconds) {
    widths = what.widths().stream().mapToInt(Integer::intValue).toArray();
    Dataset<Row> table = spark.read().parquet(what.folder());
    String[] inputs =
        Arrays.stream(table.columns()).filter(c -> !c.equals("label")).toArray(String[]::new);
    rows =
        new VectorAssembler()
            .setInputCols(inputs)
            .setOutputCol("features")
            .transform(table)
            .select("features", "label")
            .repartition(slots)
            .cache();
    count = rows.count();
    // Too large a guess, as if nothing but iterations took time; measuring corrects it, and cannot
    // take slow iterations for very many.
    train(1);
    secondsPerIteration = train(1);
    measure(warmSeconds);
  }

  /** From the difference between a short and a long training: what both have alike is left out. */
  @Override
  public Burst measure(double seconds) {
    int iterations = (int) Math.ceil(Math.max(1, seconds / secondsPerIteration));
    double less = train(1);
    double more = train(1 + iterations) - less;
    secondsPerIteration = Math.max(secondsPerIteration / 10, more / iterations);
    return new Burst(count * iterations, more, 1000 * more / iterations, null, null, null, null);
  }

  private double train(int iterations) {
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

  @Override
  public void release() {
    rows.unpersist(true);
  }

  @Override
  public void close() {
    spark.stop();
  }
}
