package org.sparkprop.driver.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.checkpoint.Checkpoint;
import org.sparkprop.driver.checkpoint.CheckpointStore;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.Resume;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.run.EvaluationText;
import org.sparkprop.driver.run.MetricsFile;
import org.sparkprop.driver.run.ProgressDisplay;
import org.sparkprop.driver.run.RunDirectory;
import org.sparkprop.driver.training.EndReason;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network and writes a run directory with the model.")
final class TrainCommand implements Callable<Integer> {
  /** How long a round's line of the metrics may wait, for who watches a run by these. */
  private static final String METRICS_FLUSH = "spark.sparkprop.metrics.flush";

  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the configuration: --set training.batch-size=4096")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--overwrite", description = "Replaces the run that is in the output folder.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Goes on with the run in the output folder from its newest whole checkpoint, to the same"
              + " weights as if it had never been interrupted.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    String output =
        configuration
            .output()
            .orElseThrow(
                () -> new UserMistake(configurationFile + ": output: is missing: name a folder"));
    try (SparkSession spark = Sessions.open(configuration.name())) {
      return train(spark, configuration, output);
    }
  }

  /** Trains into a run directory on a session that stays open; returns the exit status. */
  int train(SparkSession spark, RunConfiguration configuration, String output) throws IOException {
    PrintStream out = System.out;
    RunDirectory directory =
        RunDirectory.create(output, configuration, existing(configuration), hadoop(spark));
    Trainer trainer = Trainer.of(configuration);
    CheckpointStore checkpoints = CheckpointStore.in(directory.checkpoints(), hadoop(spark));
    trainer.checkpoints(checkpoints);
    TrainingResult result;
    try (MetricsFile metrics = metrics(directory, configuration, trainer, checkpoints);
        ProgressDisplay display = new ProgressDisplay(out, System.console() != null);
        StopOnSignal ignored = new StopOnSignal(trainer)) {
      metrics.flushEvery(
          Duration.ofMillis(spark.sparkContext().conf().getTimeAsMs(METRICS_FLUSH, "1s")));
      trainer.listener(event -> writeRejected(event, directory));
      result = trainer.listener(metrics).listener(display).train(spark);
      result.model().save(spark, directory.model().toString());
    }
    result
        .test()
        .ifPresent(
            test -> out.print(EvaluationText.of("test rows", test, result.model().classes())));
    out.println("model: " + directory.model());
    if (result.reason() == EndReason.STOPPED) {
      out.println(
          "The run was stopped before its end; the model is that of the last round. --resume goes"
              + " on.");
      return 1;
    }
    return 0;
  }

  private static void writeRejected(TrainingEvent event, RunDirectory directory) {
    if (event instanceof TrainingEvent.RowsLeftOut left) {
      try {
        directory.writeRejected(left.rows());
      } catch (IOException e) {
        throw new UncheckedIOException("the rows that were left out cannot be written", e);
      }
    }
  }

  private static Configuration hadoop(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }

  private RunDirectory.Existing existing(RunConfiguration configuration) {
    if (resume && overwrite) {
      throw new UserMistake("--resume goes on with a run and --overwrite replaces it; name one");
    }
    if (overwrite) {
      return RunDirectory.Existing.REPLACE;
    }
    return resume || configuration.training().resume() == Resume.AUTO
        ? RunDirectory.Existing.CONTINUE
        : RunDirectory.Existing.REFUSE;
  }

  /** The run's metrics; those of a run that goes on from a checkpoint go on themselves. */
  private MetricsFile metrics(
      RunDirectory directory,
      RunConfiguration configuration,
      Trainer trainer,
      CheckpointStore checkpoints)
      throws IOException {
    if (existing(configuration) != RunDirectory.Existing.CONTINUE) {
      return new MetricsFile(directory);
    }
    CheckpointStore.Found found = checkpoints.newestWhole();
    found.passedOver().forEach(sentence -> System.out.println("note: " + sentence));
    trainer.listener(event -> writeConfiguration(event, directory, configuration));
    if (found.newest().isEmpty()) {
      if (resume) {
        System.out.println(
            "note: there is no checkpoint in %s; the run begins at its start"
                .formatted(directory.checkpoints()));
      }
      return new MetricsFile(directory);
    }
    Checkpoint newest = found.newest().get();
    trainer.resume(newest, found.path());
    return new MetricsFile(directory, newest.state().position());
  }

  /** Once it is known that the run goes on. */
  private static void writeConfiguration(
      TrainingEvent event, RunDirectory directory, RunConfiguration configuration) {
    if (event instanceof TrainingEvent.Started) {
      try {
        directory.write(configuration);
      } catch (IOException e) {
        throw new UncheckedIOException("the configuration cannot be written", e);
      }
    }
  }
}
