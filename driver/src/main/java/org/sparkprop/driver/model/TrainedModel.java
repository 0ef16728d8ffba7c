package org.sparkprop.driver.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.model.ModelDescription;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.MissingConfiguration;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.shard.EncoderEncoding;

/**
 * A trained network with the encoder of its inputs: predicts for tables of any size, a micro-batch
 * in memory at a time, and is saved and loaded.
 */
public final class TrainedModel {
  /** Column of the predicted class, or of the predicted number where there is one. */
  public static final String PREDICTION = "prediction";

  /** Column of probabilities, an array. */
  static final String PROBABILITY = "probability";

  /** Column of what an autoencoder makes of a row, an array. */
  private static final String RECONSTRUCTION = "reconstruction";

  /** Column of a layer's output, an array. */
  private static final String CODE = "code";

  private static final int MERGE_DEPTH = 2;

  private static final DataType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);

  private final ModelDescription description;
  private final Network network;
  private final FlatVector weights;

  public TrainedModel(ModelDescription description, Network network, FlatVector weights) {
    this.description = description;
    this.network = network;
    this.weights = weights;
  }

  /**
   * Loads a model directory from any Hadoop file system.
   *
   * @throws UserMistake if there is none, or it is damaged
   */
  public static TrainedModel load(SparkSession spark, String folder) {
    ModelDirectory.Loaded loaded =
        ModelDirectory.read(new Path(folder), spark.sparkContext().hadoopConfiguration());
    return new TrainedModel(loaded.description(), loaded.network(), loaded.weights());
  }

  /** Saves a model directory, {@code model.json} and {@code weights.safetensors}. */
  public void save(SparkSession spark, String folder) throws IOException {
    ModelDirectory.write(
        new Path(folder), spark.sparkContext().hadoopConfiguration(), description, weights);
  }

  public ModelDescription description() {
    return description;
  }

  public Network network() {
    return network;
  }

  /** All parameters, not a copy. */
  public FlatVector weights() {
    return weights;
  }

  /** The classes in the order of probabilities; none where numbers are predicted. */
  public List<String> classes() {
    return description.encoder().classes();
  }

  /**
   * The table's columns with {@code prediction} and, for classes, {@code probability} (an array in
   * the order of {@link #classes}) behind them. Where several numbers or binary outputs are
   * predicted, there is a column {@code prediction_LABEL} for each. An autoencoder gives {@code
   * reconstruction}, an array of its inputs in the source's units, and {@code
   * reconstruction_error}, the mean squared difference of the encoded numbers. Lazy, as Spark's
   * tables are.
   *
   * @throws UserMistake if the table lacks a column of the model's, or has one of these names
   */
  public Dataset<Row> predict(Dataset<Row> table) {
    return predict(table, Rejection.FAILING);
  }

  /**
   * As {@link #predict(Dataset)}.
   *
   * @param rejected is told of rows that cannot be used, which are left out
   */
  public Dataset<Row> predict(Dataset<Row> table, Rejection rejected) {
    return extended(table, predictionColumns(), ModelTask.PREDICTION, rejected);
  }

  /**
   * The table's columns with {@code code} behind them, an array: what a layer gives for the row.
   *
   * @param layer its number
   * @throws UserMistake if there is no such layer, or as {@link #predict}
   */
  public Dataset<Row> codes(Dataset<Row> table, int layer) {
    return codes(table, layer, Rejection.FAILING);
  }

  /**
   * As {@link #codes(Dataset, int)}.
   *
   * @param rejected is told of rows that cannot be used, which are left out
   */
  public Dataset<Row> codes(Dataset<Row> table, int layer, Rejection rejected) {
    if (layer < 0 || layer >= network.layers().size()) {
      throw new UserMistake(
          "--layer: expected 0 to %d, as many layers as the model has, got %d"
              .formatted(network.layers().size() - 1, layer));
    }
    return extended(table, new StructType().add(CODE, NUMBERS), layer, rejected);
  }

  private Dataset<Row> extended(
      Dataset<Row> table, StructType columns, int layer, Rejection rejected) {
    StructType schema = table.schema();
    StructType result = schema;
    for (StructField column : columns.fields()) {
      if (Arrays.asList(schema.fieldNames()).contains(column.name())) {
        throw new UserMistake(
            "the data already have a column "
                + column.name()
                + "; rename or drop it before predicting");
      }
      result = result.add(column);
    }
    RowReader reader =
        PreparedSource.of(table, description.encoder().layout(), missing(), false).readerOf(schema);
    ModelTask task = new ModelTask(source(), encoding(), broadcast(table), reader, layer);
    return table.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> task.predict(rows, rejected),
        Encoders.row(result));
  }

  private StructType predictionColumns() {
    if (network.target() == Target.INPUTS) {
      return new StructType()
          .add(RECONSTRUCTION, NUMBERS)
          .add(RECONSTRUCTION + "_error", DataTypes.DoubleType);
    }
    if (!classes().isEmpty()) {
      return new StructType().add(PREDICTION, DataTypes.StringType).add(PROBABILITY, NUMBERS);
    }
    List<String> labels = description.encoder().layout().labels();
    StructType columns = new StructType();
    for (String label : labels) {
      String name = labels.size() == 1 ? PREDICTION : PREDICTION + "_" + label;
      columns = columns.add(name, DataTypes.DoubleType);
    }
    return columns;
  }

  /**
   * The columns of {@link #predict}, or of {@link #codes} where {@code layer} is not negative, that
   * hold arrays, each with the names of its numbers.
   */
  public Map<String, List<String>> arrays(int layer) {
    if (layer >= 0) {
      int width = network.outputOf(layer).size();
      return Map.of(CODE, IntStream.range(0, width).mapToObj(Integer::toString).toList());
    }
    if (network.target() == Target.INPUTS) {
      return Map.of(RECONSTRUCTION, description.encoder().featureNames());
    }
    return classes().isEmpty() ? Map.of() : Map.of(PROBABILITY, classes());
  }

  /**
   * Measures the model on a table with its labels.
   *
   * @throws BadRowException for a row that cannot be used, a class that training never saw included
   */
  public Evaluation evaluate(Dataset<Row> table) {
    return evaluate(table, OnBadRow.FAIL).evaluation();
  }

  /**
   * Measures the model on a table with its labels.
   *
   * @param rule whether it ends at a row that cannot be used, or leaves it out
   * @throws BadRowException as with {@link #evaluate(Dataset)} where it ends there
   */
  public Evaluated evaluate(Dataset<Row> table, OnBadRow rule) {
    PreparedSource source =
        PreparedSource.of(table, description.encoder().layout(), missing(), true);
    ModelTask task =
        new ModelTask(
            source(), encoding(), broadcast(table), source.reader(), ModelTask.PREDICTION);
    Measuring measuring = new Measuring(network.targetKind(), network.output().size());
    Measuring.PartMeasures all =
        source
            .rows()
            .javaRDD()
            .mapPartitions(
                (FlatMapFunction<Iterator<Row>, Measuring.PartMeasures>)
                    rows -> task.evaluate(rows, rule, measuring))
            .treeAggregate(
                measuring.nothing(), measuring::merged, measuring::merged, MERGE_DEPTH, true);
    if (rule == OnBadRow.FAIL && all.rejected().count() > 0) {
      throw new BadRowException(all.rejected().examples().get(0));
    }
    return new Evaluated(measuring.decode(all), all.rejected());
  }

  private MissingConfiguration missing() {
    return new MissingConfiguration(description.missingValues(), description.missingRule(), false);
  }

  private NetworkSource source() {
    return new NetworkSource(network, weights.precision());
  }

  private EncoderEncoding encoding() {
    return new EncoderEncoding(
        description.encoder(), weights.precision(), description.encoder().targetWidth());
  }

  private Broadcast<byte[]> broadcast(Dataset<Row> table) {
    return JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext())
        .broadcast(weights.toBytes());
  }
}
