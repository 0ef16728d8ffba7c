package org.sparkprop.driver.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingListener;

/**
 * Sparkprop by its own interface. One training runs in a thread of its own for as long as a case is
 * measured; between measurements the listener holds it where a round has ended.
 */
final class SparkpropTrainee implements Trainee, TrainingListener {
  private static final double STOP = -1;
  private static final double MIB = 1 << 20;

  private final SparkSession spark;
  private final String rounds;
  private final BlockingQueue<Double> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Callable<Burst>> bursts = new LinkedBlockingQueue<>();
  private final AtomicLong mostHeap = new AtomicLong();

  private Case what;
  private Trainer trainer;
  private Thread training;

  // Of the training's own thread.
  private final List<TrainingEvent.RoundEnded> ended = new ArrayList<>();
  private boolean warming;
  private long began;
  private double wanted;

  private SparkpropTrainee(SparkSession spark, String rounds) {
    this.spark = spark;
    this.rounds = rounds;
    watchHeap();
  }

  /** Arguments: Spark's master, {@code job} or {@code standing}, the jar for executors. */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark = BenchSession.start(arguments[0], arguments[2]);
    Conversation.hold(new SparkpropTrainee(spark, arguments[1]));
  }

  @Override
  public String about() {
    return "Spark " + spark.version();
  }

  @Override
  public void prepare(Case what, double warmSeconds) throws Exception {
    this.what = what;
    Dataset<Row> rows = spark.read().parquet(what.folder());
    Path file = Files.writeString(Files.createTempFile("bench", ".yaml"), yaml(what));
    trainer = Trainer.fromFile(file).on(rows).listener(this);
    Files.delete(file);
    requests.add(warmSeconds);
    training = new Thread(this::train, "training");
    training.setDaemon(true);
    training.start();
    bursts.take().call();
  }

  private String yaml(Case what) {
    List<Integer> widths = what.widths();
    String kernels =
        what.channels().stream()
            .map(
                c ->
                    "    - convolution-2d: {filters: %d, kernel: 3, padding: same, activation: %s}\n    - max-pool-2d\n"
                        .formatted(c, what.activation()))
            .collect(Collectors.joining());
    if (!kernels.isEmpty()) {
      String images = "    - reshape: {shape: [1, %d, %d]}\n".formatted(what.side(), what.side());
      kernels = images + kernels + "    - flatten\n";
    }
    String hidden =
        widths.subList(1, widths.size() - 1).stream()
            .map(w -> "    - dense: {units: %d, activation: %s}\n".formatted(w, what.activation()))
            .collect(Collectors.joining());
    return """
    name: bench
    data: {label: label}
    network:
      layers:
    %s%s    - dense: {units: %d}
      loss: softmax-cross-entropy
    training:
      update-rule: {gradient-descent: {learning-rate: 0.01}}
      batch-size: %d
      epochs: 1000000
      shards: 2
      rounds: %s
    """
        .formatted(kernels, hidden, widths.get(widths.size() - 1), what.batch(), rounds);
  }

  private void train() {
    try {
      trainer.train(spark);
    } catch (RuntimeException | OutOfMemoryError e) {
      bursts.add(
          () -> {
            throw new IllegalStateException(e);
          });
    }
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started) {
      warming = true;
      await();
    } else if (event instanceof TrainingEvent.RoundEnded round) {
      ended.add(round);
      boolean mayEnd = warming || !what.wholeEpochs() || ended.size() % roundsPerEpoch() == 0;
      if (mayEnd && (System.nanoTime() - began) * 1e-9 >= wanted) {
        Burst burst = burst((System.nanoTime() - began) * 1e-9);
        warming = false;
        bursts.add(() -> burst);
        await();
      }
    }
  }

  private long roundsPerEpoch() {
    return (what.rows() + what.batch() - 1) / what.batch();
  }

  private void await() {
    try {
      wanted = requests.take();
      if (wanted == STOP) {
        trainer.requestStop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trainer.requestStop();
    }
    ended.clear();
    began = System.nanoTime();
  }

  private Burst burst(double seconds) {
    return new Burst(
        ended.stream().mapToLong(TrainingEvent.RoundEnded::rows).sum(),
        seconds,
        medianMillis(TrainingEvent.RoundEnded::seconds),
        medianMillis(round -> round.times().seconds() - round.times().compute()),
        medianMillis(TrainingEvent.RoundEnded::updateSeconds),
        Medians.of(ended.stream().mapToDouble(SparkpropTrainee::bytes).toArray()),
        mostHeap.get() / MIB);
  }

  private double medianMillis(ToDoubleFunction<TrainingEvent.RoundEnded> seconds) {
    return 1000 * Medians.of(ended.stream().mapToDouble(seconds).toArray());
  }

  private static double bytes(TrainingEvent.RoundEnded round) {
    Traffic traffic = round.times().traffic();
    return traffic.sentBytes() + traffic.receivedBytes();
  }

  @Override
  public Burst measure(double seconds) throws Exception {
    requests.add(seconds);
    return bursts.take().call();
  }

  @Override
  public void release() throws InterruptedException {
    if (training != null) {
      requests.add(STOP);
      training.join();
      requests.clear();
      bursts.clear();
    }
  }

  @Override
  public void close() {
    spark.stop();
  }

  /** Keeps the most that lay in the heap when a collection had ended. */
  private void watchHeap() {
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) -> {
                var collection =
                    GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData());
                long used =
                    collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> pool.getKey().matches("(PS|G1) .*"))
                        .map(Map.Entry::getValue)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                mostHeap.accumulateAndGet(used, Math::max);
              },
              null,
              null);
    }
  }
}
