package org.sparkprop.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingListener;
import org.sparkprop.worker.runtime.WorkerRuntime;

/** Writes a run's events as they happen, one JSON object a line, to {@code metrics.jsonl}. */
public final class MetricsFile implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunDirectory directory;
  private Optional<FSDataOutputStream> opened = Optional.empty();
  private Optional<MetricsPrefix> kept = Optional.empty();
  private long flushed = System.nanoTime();
  private long flushEveryNanos = 1_000_000_000L;

  /** Begins a file with the first event. */
  public MetricsFile(RunDirectory directory) {
    this.directory = directory;
  }

  /** Goes on with the file that is there, behind what it says of the run up to a checkpoint. */
  public MetricsFile(RunDirectory directory, Position from) {
    this(directory);
    this.kept = Optional.of(new MetricsPrefix(from.rounds(), from.rollbacks()));
  }

  /** How long a round's line may wait until it can be read; a second, unless told. */
  public void flushEvery(Duration time) {
    flushEveryNanos = time.toNanos();
  }

  @Override
  public void on(TrainingEvent event) {
    try {
      if (opened.isEmpty()) {
        opened =
            Optional.of(
                kept.isPresent()
                    ? directory.continueMetrics(kept.get())
                    : directory.createMetrics());
      }
      if (kept.isPresent() && event instanceof TrainingEvent.Started && !kept.get().isEmpty()) {
        return;
      }
      FSDataOutputStream out = opened.get();
      out.write(JSON.writeValueAsBytes(line(event)));
      out.write('\n');
      boolean round = event instanceof TrainingEvent.RoundEnded;
      if (!round || System.nanoTime() - flushed > flushEveryNanos) {
        out.hflush();
        flushed = System.nanoTime();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the metrics cannot be written to %s: %s".formatted(directory.folder(), e.getMessage()),
          e);
    }
  }

  private static ObjectNode line(TrainingEvent event) {
    ObjectNode line = JSON.createObjectNode();
    if (event instanceof TrainingEvent.Started started) {
      line.put("event", "start").put("name", started.name());
      line.put("parameters", started.network().parameterCount());
      line.put("training-rows", started.trainingRows());
      line.put("validation-rows", started.validationRows());
      line.put("test-rows", started.testRows());
      line.put("shards", started.shards()).put("rounds", started.totalRounds());
      line.put("blas-kernels", WorkerRuntime.kernels());
    } else if (event instanceof TrainingEvent.RoundEnded round) {
      line.put("event", "round").put("round", round.round()).put("epoch", round.epoch());
      line.put("loss", round.loss()).put("rows", round.rows());
      round.figures().forEach(line::put);
      line.put("seconds", round.seconds());
      RoundTimes times = round.times();
      line.put("distribution-seconds", times.distribution());
      line.put("compute-seconds", times.compute());
      line.put("aggregation-seconds", times.aggregation());
      line.put("scheduling-seconds", times.scheduling());
      line.put("update-seconds", round.updateSeconds());
      put(line, times.traffic());
      if (times.executors().size() > 1) {
        ArrayNode executors = line.putArray("executors");
        times.executors().forEach(executor -> put(executors.addObject(), executor));
      }
    } else if (event instanceof TrainingEvent.EpochEnded epoch) {
      line.put("event", "epoch").put("epoch", epoch.epoch());
      line.put("train-loss", epoch.trainLoss());
      line.put("rows", epoch.rows()).put("seconds", epoch.seconds());
      line.put("evaluation-seconds", epoch.evaluationSeconds());
      epoch.validation().forEach((name, value) -> line.put("validation-" + name, value));
    } else if (event instanceof TrainingEvent.Resumed resumed) {
      line.put("event", "resumed").put("round", resumed.round());
      line.put("checkpoint", resumed.checkpoint());
    } else if (event instanceof TrainingEvent.CheckpointBegun checkpoint) {
      line.put("event", "checkpoint").put("round", checkpoint.round());
    } else if (event instanceof TrainingEvent.RolledBack back) {
      line.put("event", "rollback").put("diverged-round", back.diverged());
      line.put("to-round", back.round()).put("count", back.count());
      line.put("learning-rate-factor", back.learningRateFactor()).put("reason", back.reason());
    } else if (event instanceof TrainingEvent.Ended ended) {
      line.put("event", "end");
      line.put("reason", ended.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      ended.bestEpoch().ifPresent(epoch -> line.put("best-epoch", epoch));
      line.put("rounds", ended.rounds()).put("rows", ended.rows()).put("seconds", ended.seconds());
      ended.spent().parts().forEach((part, seconds) -> line.put(part + "-seconds", seconds));
      put(line, ended.traffic());
      ended.test().forEach((name, value) -> line.put("test-" + name, value));
    }
    if (event instanceof TrainingEvent.Calibrated calibrated) {
      line.put("event", "calibration").put("temperature", calibrated.temperature());
      calibrated.before().forEach((name, value) -> line.put("validation-" + name, value));
      calibrated.after().forEach((name, value) -> line.put("calibrated-validation-" + name, value));
    }
    if (event instanceof TrainingEvent.RowsLeftOut left) {
      line.put("event", "rows-left-out").put("rows", left.rows().count());
    }
    if (event instanceof TrainingEvent.Warned warned) {
      line.put("event", "warning").put("warning", warned.warning());
    }
    return line;
  }

  private static void put(ObjectNode line, Traffic traffic) {
    line.put("sent-bytes", traffic.sentBytes()).put("received-bytes", traffic.receivedBytes());
  }

  private static void put(ObjectNode line, RoundTimes.OfExecutor executor) {
    line.put("executor", executor.executor().id()).put("host", executor.executor().host());
    line.put("rows", executor.rows());
    line.put("distribution-seconds", executor.distribution());
    line.put("compute-seconds", executor.compute());
    line.put("waiting-seconds", executor.waiting());
    line.put("weight-bytes", executor.weightBytes());
  }

  @Override
  public void close() throws IOException {
    if (opened.isPresent()) {
      opened.get().close();
    }
  }
}
