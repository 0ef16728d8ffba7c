package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.update.EpochMeasures;
import org.sparkprop.common.update.LinkState;
import org.sparkprop.common.update.Update;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;

/**
 * Trains 784-256-10 on MNIST's first 10,000 images and says the seconds and the accuracy of every
 * epoch. What an epoch has learned is kept by the update rule and measured when training has ended,
 * outside the clock.
 */
final class Accuracy {
  private static final String YAML =
      """
      name: accuracy
      data: {label: label, encode: {scale: 0.00392156862745098}}
      network:
        layers:
          - dense: {units: 256, activation: relu, weight-initializer: he-uniform}
          - dense: {units: 10, weight-initializer: he-uniform}
        loss: softmax-cross-entropy
      training:
        update-rule: {adam: {learning-rate: 0.001}}
        batch-size: %d
        epochs: %d
        shards: 2
        rounds: standing
        seed: 1
      """;

  private Accuracy() {}

  /** Arguments: the folder of MNIST, the batch, the epochs, how often to train, the rows. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    SparkSession spark = BenchSession.start("local[2]", "");
    Dataset<Row> rows = spark.read().parquet(arguments[4]);
    Path file = Files.createTempFile("accuracy", ".yaml");
    Files.writeString(
        file, YAML.formatted(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])));
    RunConfiguration configuration = ConfigurationFile.load(file, List.of());
    Files.delete(file);
    for (int training = 0; training < Integer.parseInt(arguments[3]); training++) {
      boolean first = training == 0;
      Keeping rule = new Keeping(configuration.training().updateRule(), new ArrayList<>());
      List<Long> ends = new ArrayList<>();
      List<Network> network = new ArrayList<>();
      Trainer.of(with(configuration, rule))
          .on(rows)
          .listener(
              event -> {
                if (event instanceof TrainingEvent.Started started) {
                  network.add(started.network());
                } else if (event instanceof TrainingEvent.RoundEnded round && ends.isEmpty()) {
                  // The clock starts with the first round.
                  ends.add(System.nanoTime() - (long) (round.seconds() * 1e9));
                  if (first) {
                    Conversation.say(Conversation.JSON.createObjectNode().put("ready", true));
                  }
                } else if (event instanceof TrainingEvent.EpochEnded) {
                  ends.add(System.nanoTime());
                }
              })
          .train(spark);
      ObjectNode result = Conversation.JSON.createObjectNode();
      ArrayNode seconds = result.putArray("seconds");
      for (int epoch = 1; epoch < ends.size(); epoch++) {
        seconds.add((ends.get(epoch) - ends.get(epoch - 1)) * 1e-9);
      }
      if (first) {
        ArrayNode accuracies = result.putArray("accuracies");
        Mnist test = Mnist.read(folder, "t10k");
        rule.epochs.forEach(weights -> accuracies.add(accuracy(network.get(0), weights, test)));
      }
      Conversation.say(result);
    }
    spark.stop();
  }

  private static RunConfiguration with(RunConfiguration configuration, UpdateRule rule) {
    return new RunConfiguration(
        configuration.name(),
        configuration.data(),
        configuration.network(),
        with(configuration.training(), rule),
        configuration.output());
  }

  /** The same with another rule, which no configuration can name. */
  private static TrainingConfiguration with(TrainingConfiguration training, UpdateRule rule) {
    RecordComponent[] components = TrainingConfiguration.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        boolean isRule = types[i] == UpdateRule.class;
        values[i] = isRule ? rule : components[i].getAccessor().invoke(training);
      }
      return TrainingConfiguration.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Share of the images whose greatest output is that of their class. */
  private static double accuracy(Network network, FlatVector weights, Mnist images) {
    try (Workspace workspace = new Workspace(network, Precision.FLOAT32)) {
      workspace.setWeights(weights);
      int right = 0;
      int most = network.microBatchRows();
      for (int first = 0; first < images.images(); first += most) {
        int count = Math.min(most, images.images() - first);
        MicroBatch batch = workspace.microBatch(count);
        double[] pixels = new double[count * Mnist.PIXELS];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = (images.pixels()[first * Mnist.PIXELS + i] & 0xff) / 255.0;
        }
        batch.input().write(0, pixels.length, pixels);
        workspace.predict(count);
        double[] outputs = workspace.predictions(count);
        for (int row = 0; row < count; row++) {
          right += greatest(outputs, 10 * row) == images.labels()[first + row] ? 1 : 0;
        }
      }
      return right / (double) images.images();
    }
  }

  private static int greatest(double[] outputs, int from) {
    int best = 0;
    for (int i = 1; i < 10; i++) {
      best = outputs[from + i] > outputs[from + best] ? i : best;
    }
    return best;
  }

  /** A rule that keeps a copy of the weights of every epoch's end. */
  private record Keeping(UpdateRule rule, List<FlatVector> epochs) implements UpdateRule {
    @Override
    public List<String> vectors() {
      return rule.vectors();
    }

    @Override
    public Map<String, Double> numbers() {
      return rule.numbers();
    }

    @Override
    public void apply(Update update, LinkState state) {
      rule.apply(update, state);
    }

    @Override
    public void epochEnded(EpochMeasures epoch, LinkState state) {
      epochs.add(epoch.evaluated().slice(0, epoch.evaluated().length()));
    }
  }
}
