package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.source.ParquetSource;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/** One thing done with a table of Parquet on a cluster, in a driver of its own. */
final class LargeTable {
  /** What can be done; the names in lower case are arguments. */
  enum Work {
    /** Reads the table and writes it, Spark alone. */
    COPY,
    /** Two epochs, or more of a small table; the model is saved. */
    TRAIN,
    EVALUATE,
    PREDICT
  }

  private static final long BATCH = 8192;

  /** Small tables are trained for so many rows in all, so that an epoch is more than a moment. */
  private static final long LEAST_ROWS = 10_000_000;

  private final SparkSession spark;
  private final String table;
  private final Path output;
  private final ObjectNode answer = Conversation.JSON.createObjectNode();

  private LargeTable(SparkSession spark, String table, Path output) {
    this.spark = spark;
    this.table = table;
    this.output = output;
  }

  /**
   * Arguments: the work, master, jar, the executors' memory, the table, a folder to write to, and
   * settings of Spark's as {@code key=value}.
   */
  public static void main(String[] arguments) throws IOException {
    SparkConf conf =
        new SparkConf()
            .setMaster(arguments[1])
            .setAppName("bench " + arguments[0])
            .set("spark.jars", arguments[2])
            .set("spark.executor.memory", arguments[3])
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.sql.debug.maxToStringFields", "5000")
            .set("spark.broadcast.compress", "false")
            .set("spark.shuffle.compress", "false")
            .set("spark.shuffle.reduceLocality.enabled", "false");
    for (String setting : List.of(arguments).subList(6, arguments.length)) {
      conf.set(setting.replaceAll("=.*", ""), setting.replaceFirst("[^=]*=", ""));
    }
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    Conversation.say(Conversation.JSON.createObjectNode().put("ready", true));
    LargeTable large = new LargeTable(session, arguments[4], Path.of(arguments[5]));
    Work work = Work.valueOf(arguments[0]);
    try {
      long started = System.nanoTime();
      large.run(work);
      Conversation.say(large.answer.put("seconds", (System.nanoTime() - started) * 1e-9));
    } catch (RuntimeException e) {
      e.printStackTrace();
      Conversation.say(Conversation.JSON.createObjectNode().put("error", e.toString()));
    }
    // Waits until its memory has been looked at.
    System.in.read();
    session.stop();
  }

  private void run(Work work) throws IOException {
    switch (work) {
      case COPY -> rows().write().mode("overwrite").parquet(output.resolve("copy").toString());
      case TRAIN -> train();
      case EVALUATE -> answer.put("accuracy", measures(model().evaluate(rows()).measures()));
      case PREDICT ->
          model()
              .predict(rows())
              .write()
              .mode("overwrite")
              .parquet(output.resolve("predictions").toString());
    }
  }

  private Dataset<Row> rows() {
    return new ParquetSource(table).open(spark);
  }

  private String folderOfModel() {
    return output.resolve("model").toString();
  }

  private TrainedModel model() {
    return TrainedModel.load(spark, folderOfModel());
  }

  private static double measures(Map<String, Double> of) {
    return of.getOrDefault("accuracy", Double.NaN);
  }

  private void train() throws IOException {
    long rows = rows().count();
    long epochs = Math.max(2, LEAST_ROWS / rows);
    String yaml =
        """
        name: out-of-core
        data: {source: {parquet: {path: '%s'}}, label: label}
        network:
          layers: [{dense: {units: 256, activation: relu}}, {dense: {units: 10}}]
          loss: softmax-cross-entropy
        training: {batch-size: %d, epochs: %d, shards: 4}
        output: '%s'
        """
            .formatted(table, BATCH, epochs, output);
    Path file = Files.writeString(Files.createTempFile("out-of-core", ".yaml"), yaml);
    List<Double> ends = new ArrayList<>();
    List<Double> firstEpoch = new ArrayList<>();
    List<Double> epochsSeconds = new ArrayList<>();
    long started = System.nanoTime();
    double[] rowsIn = new double[1];
    TrainedModel model =
        Trainer.fromFile(file)
            .listener(
                event -> {
                  double now = (System.nanoTime() - started) * 1e-9;
                  if (event instanceof TrainingEvent.Started) {
                    rowsIn[0] = now;
                  } else if (event instanceof TrainingEvent.RoundEnded round) {
                    if (round.epoch() == 1) {
                      firstEpoch.add(now);
                    }
                  } else if (event instanceof TrainingEvent.EpochEnded epoch) {
                    ends.add(now);
                    epochsSeconds.add(epoch.seconds());
                    answer.put("loss", epoch.trainLoss());
                  }
                })
            .train(spark)
            .model();
    Files.delete(file);
    model.save(spark, folderOfModel());
    double round =
        (firstEpoch.get(firstEpoch.size() - 1) - firstEpoch.get(0)) / (firstEpoch.size() - 1);
    // Shards are built in the first round.
    answer.put("rows", rows);
    answer.put("epochs", epochs);
    answer.put("shuffled", rowsIn[0]);
    answer.put("ingestion", firstEpoch.get(0) - round);
    answer.put("firstEpoch", rows / (round * firstEpoch.size()));
    answer.put("secondEpoch", rows / (ends.get(1) - ends.get(0)));
    List<Double> later = new ArrayList<>();
    for (int i = 1 + ends.size() / 2; i < ends.size(); i++) {
      later.add(rows / (ends.get(i) - ends.get(i - 1)));
    }
    answer.put(
        "laterEpochs",
        later.isEmpty()
            ? rows / (ends.get(1) - ends.get(0))
            : Medians.of(later.stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
