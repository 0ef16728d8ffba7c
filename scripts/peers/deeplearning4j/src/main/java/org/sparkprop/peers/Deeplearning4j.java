package org.sparkprop.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j's side of {@code scripts/bench}: answers requests on standard input, an object of
 * JSON a line, behind {@code @bench}. Rows lie in Spark's memory as batches of the size that a
 * worker takes, so that nothing is exported to files or cut anew while it is measured.
 */
public final class Deeplearning4j {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final int workers;
  private final int averagingFrequency;
  private String folder = "";
  private JavaRDD<float[]> examples;
  private JavaRDD<DataSet> batches;
  private SparkDl4jMultiLayer network;
  private long rows;

  private Deeplearning4j(int workers, int averagingFrequency) {
    this.workers = workers;
    this.averagingFrequency = averagingFrequency;
    this.spark =
        SparkSession.builder()
            .master("local[" + workers + "]")
            .appName("deeplearning4j")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    this.context = new JavaSparkContext(spark.sparkContext());
  }

  /** Arguments: the number of workers, after how many batches of each they are averaged. */
  public static void main(String[] arguments) throws IOException {
    Deeplearning4j peer =
        new Deeplearning4j(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    say(
        JSON.createObjectNode()
            .put("ready", true)
            .put("about", "backend " + Nd4j.getBackend().getClass().getSimpleName()));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      ObjectNode answer;
      try {
        answer = peer.answer(JSON.readTree(line));
      } catch (RuntimeException | OutOfMemoryError e) {
        answer = JSON.createObjectNode().put("error", e.toString());
      }
      say(answer);
    }
    peer.spark.stop();
    System.exit(0);
  }

  private static void say(ObjectNode message) {
    System.out.println("\n@bench " + message);
    System.out.flush();
  }

  private ObjectNode answer(JsonNode request) {
    double seconds = request.path("seconds").asDouble();
    switch (request.get("do").asText()) {
      case "prepare":
        prepare(request.get("case"));
        measure(seconds);
        return JSON.createObjectNode();
      case "measure":
        return measure(seconds);
      default:
        batches.unpersist(true);
        return JSON.createObjectNode();
    }
  }

  private void prepare(JsonNode what) {
    rows = what.get("rows").asLong();
    int batch = (int) Math.max(1, what.get("batch").asLong() / workers);
    List<Integer> widths = new ArrayList<>();
    what.get("widths").forEach(width -> widths.add(width.asInt()));
    int classes = widths.get(widths.size() - 1);
    read(what.get("folder").asText(), widths.get(0));
    batches =
        examples
            .mapPartitions(part -> batches(part, widths.get(0), classes, batch))
            .persist(StorageLevel.MEMORY_ONLY());
    batches.count();
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(workers, batch)
            .batchSizePerWorker(batch)
            .averagingFrequency(averagingFrequency)
            .workerPrefetchNumBatches(2)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            // They are in memory already.
            .storageLevel(null)
            .build();
    Activation hidden = Activation.valueOf(what.get("activation").asText().toUpperCase());
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.XAVIER)
            .updater(new Sgd(0.01))
            .list();
    for (int i = 1; i < widths.size(); i++) {
      int inputs = widths.get(i - 1);
      int units = widths.get(i);
      layers.layer(
          i + 1 < widths.size()
              ? new DenseLayer.Builder().nIn(inputs).nOut(units).activation(hidden).build()
              : new OutputLayer.Builder(LossFunction.MCXENT)
                  .nIn(inputs)
                  .nOut(units)
                  .activation(Activation.SOFTMAX)
                  .build());
    }
    network = new SparkDl4jMultiLayer(context, layers.build(), master);
  }

  /** Inputs and the class of every row, kept in memory from case to case. */
  private void read(String from, int inputs) {
    if (from.equals(folder)) {
      return;
    }
    if (examples != null) {
      examples.unpersist(true);
    }
    folder = from;
    examples =
        spark
            .read()
            .parquet(from)
            .repartition(workers)
            .toJavaRDD()
            .map(row -> example(row, inputs))
            .persist(StorageLevel.MEMORY_ONLY());
  }

  private static float[] example(Row row, int inputs) {
    float[] numbers = new float[inputs + 1];
    for (int i = 0; i < inputs; i++) {
      numbers[i] = row.getFloat(i);
    }
    numbers[inputs] = row.getInt(inputs);
    return numbers;
  }

  private static Iterator<DataSet> batches(
      Iterator<float[]> rows, int inputs, int classes, int batch) {
    List<DataSet> batches = new ArrayList<>();
    while (rows.hasNext()) {
      List<float[]> some = new ArrayList<>();
      while (some.size() < batch && rows.hasNext()) {
        some.add(rows.next());
      }
      float[][] features = new float[some.size()][inputs];
      float[][] labels = new float[some.size()][classes];
      for (int i = 0; i < some.size(); i++) {
        features[i] = Arrays.copyOf(some.get(i), inputs);
        labels[i][(int) some.get(i)[inputs]] = 1;
      }
      batches.add(new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels)));
    }
    return batches.iterator();
  }

  /** Whole passes over the rows. */
  private ObjectNode measure(double seconds) {
    long started = System.nanoTime();
    int passes = 0;
    do {
      network.fit(batches);
      passes++;
    } while ((System.nanoTime() - started) * 1e-9 < seconds);
    return JSON.createObjectNode()
        .put("rows", rows * passes)
        .put("seconds", (System.nanoTime() - started) * 1e-9);
  }
}
