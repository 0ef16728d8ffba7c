package org.sparkprop.driver.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.run.EvaluationText;
import org.sparkprop.driver.run.MetricsFile;
import org.sparkprop.driver.run.ProgressDisplay;
import org.sparkprop.driver.run.RunDirectory;
import org.sparkprop.driver.training.EndReason;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network and writes a run directory with the model.")
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the configuration: --set training.batch-size=4096")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--overwrite", description = "Replaces the run that is in the output folder.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    String output =
        configuration
            .output()
            .orElseThrow(
                () -> new UserMistake(configurationFile + ": output: is missing: name a folder"));
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.open(configuration.name())) {
      RunDirectory directory =
          RunDirectory.create(
              output,
              configuration,
              overwrite ? RunDirectory.Existing.REPLACE : RunDirectory.Existing.REFUSE,
              spark.sparkContext().hadoopConfiguration());
      Trainer trainer = Trainer.of(configuration);
      TrainingResult result;
      try (MetricsFile metrics = new MetricsFile(directory);
          ProgressDisplay display = new ProgressDisplay(out, System.console() != null);
          StopOnSignal ignored = new StopOnSignal(trainer)) {
        result = trainer.listener(metrics).listener(display).train(spark);
        result.model().save(spark, directory.model().toString());
      }
      result
          .test()
          .ifPresent(
              test -> out.print(EvaluationText.of("test rows", test, result.model().classes())));
      out.println("model: " + directory.model());
      if (result.reason() == EndReason.STOPPED) {
        out.println("The run was stopped before its end; the model is that of the last round.");
        return 1;
      }
      return 0;
    }
  }
}
