package org.sparkprop.driver.model;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.model.ModelDescription;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.MissingConfiguration;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.evaluation.RowPredictor;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.EncoderEncoding;

/**
 * A trained network with the encoder of its inputs: predicts for tables of any size, a micro-batch
 * in memory at a time, and is saved and loaded.
 */
public final class TrainedModel {
  /** Column of the predicted class, or of the predicted number where there is one. */
  public static final String PREDICTION = "prediction";

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
   * predicted, there is a column {@code prediction_LABEL} for each. Lazy, as Spark's tables are.
   *
   * @throws UserMistake if the table lacks a column of the model's, or has one of these names
   */
  public Dataset<Row> predict(Dataset<Row> table) {
    StructType schema = table.schema();
    StructType result = schema;
    for (String name : predictionColumns()) {
      if (Arrays.asList(schema.fieldNames()).contains(name)) {
        throw new UserMistake(
            "the data already have a column " + name + "; rename or drop it before predicting");
      }
    }
    boolean classes = !classes().isEmpty();
    if (classes) {
      result =
          result
              .add(PREDICTION, DataTypes.StringType)
              .add("probability", DataTypes.createArrayType(DataTypes.DoubleType, false));
    } else {
      for (String name : predictionColumns()) {
        result = result.add(name, DataTypes.DoubleType);
      }
    }
    RowReader reader =
        PreparedSource.of(table, description.encoder().layout(), missing(), false).readerOf(schema);
    Task task = new Task(source(), encoding(), broadcast(table), reader, classes);
    return table.mapPartitions(
        (MapPartitionsFunction<Row, Row>) task::predict, Encoders.row(result));
  }

  private List<String> predictionColumns() {
    List<String> labels = description.encoder().layout().labels();
    if (!classes().isEmpty()) {
      return List.of(PREDICTION, "probability");
    }
    return labels.size() == 1
        ? List.of(PREDICTION)
        : labels.stream().map(label -> PREDICTION + "_" + label).toList();
  }

  /**
   * Measures the model on a table with its labels.
   *
   * @throws BadRowException for a row that cannot be used, a class that training never saw included
   */
  public Evaluation evaluate(Dataset<Row> table) {
    PreparedSource source =
        PreparedSource.of(table, description.encoder().layout(), missing(), true);
    Task task = new Task(source(), encoding(), broadcast(table), source.reader(), false);
    TargetKind kind = network.loss().targetKind();
    int outputs = network.output().size();
    Evaluation all = new Evaluation(kind, outputs);
    source
        .rows()
        .javaRDD()
        .mapPartitions((FlatMapFunction<Iterator<Row>, Measured>) task::evaluate)
        .collect()
        .forEach(
            part -> {
              if (part.bad().isPresent()) {
                throw new BadRowException(part.bad().get());
              }
              all.add(Evaluation.decode(kind, outputs, part.evaluation()));
            });
    return all;
  }

  private MissingConfiguration missing() {
    return new MissingConfiguration(description.missingValues(), description.missingRule());
  }

  private NetworkSource source() {
    return new NetworkSource(network, weights.precision());
  }

  private EncoderEncoding encoding() {
    return new EncoderEncoding(
        description.encoder(), weights.precision(), description.encoder().targetWidth());
  }

  private Broadcast<byte[]> broadcast(Dataset<Row> table) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(weights.encodedBytes()));
    weights.encodeTo(bytes);
    return JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext())
        .broadcast(bytes.array());
  }

  /** An encoded {@link Evaluation} of a partition, or the row at which it ended. */
  private static final class Measured implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] evaluation;
    private final BadRow bad;

    Measured(byte[] evaluation, BadRow bad) {
      this.evaluation = evaluation;
      this.bad = bad;
    }

    byte[] evaluation() {
      return evaluation;
    }

    Optional<BadRow> bad() {
      return Optional.ofNullable(bad);
    }
  }

  /** What runs on the executors. */
  private record Task(
      NetworkSource network,
      EncoderEncoding encoding,
      Broadcast<byte[]> weights,
      RowReader reader,
      boolean classes)
      implements Serializable {

    Iterator<Row> predict(Iterator<Row> rows) {
      String use = UUID.randomUUID().toString();
      Workspace workspace = WorkspacePool.take(use, network::newWorkspace);
      closeWithTask(workspace);
      Encoder encoder = encoding.encoder();
      Iterator<RowPredictor.Predicted<Row>> predicted =
          RowPredictor.of(workspace, weights.value(), encoder).predict(rows, reader::read);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return predicted.hasNext();
        }

        @Override
        public Row next() {
          return extended(predicted.next(), encoder);
        }
      };
    }

    private Row extended(RowPredictor.Predicted<Row> predicted, Encoder encoder) {
      Row row = predicted.row();
      List<Object> cells = new ArrayList<>(row.size() + 2);
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.get(i));
      }
      double[] outputs = predicted.outputs();
      if (classes) {
        double[] probabilities =
            outputs.length == 1 ? new double[] {1 - outputs[0], outputs[0]} : outputs;
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
          best = probabilities[k] > probabilities[best] ? k : best;
        }
        cells.add(encoder.classes().get(best));
        cells.add(probabilities);
      } else {
        for (double output : outputs) {
          cells.add(output);
        }
      }
      return RowFactory.create(cells.toArray());
    }

    Iterator<Measured> evaluate(Iterator<Row> rows) {
      Workspace workspace = WorkspacePool.take(UUID.randomUUID().toString(), network::newWorkspace);
      closeWithTask(workspace);
      Encoder encoder = encoding.encoder();
      RowPredictor predictor = RowPredictor.of(workspace, weights.value(), encoder);
      Measured measured;
      try {
        Evaluation evaluation =
            predictor.evaluate(rows, row -> reader.read(row, encoder.classes()));
        measured = new Measured(evaluation.encode(), null);
      } catch (BadRowException e) {
        measured = new Measured(null, e.row());
      }
      return List.of(measured).iterator();
    }

    private static void closeWithTask(Workspace workspace) {
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) context -> workspace.close());
    }
  }
}
