package org.sparkprop.driver.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.crossvalidation.CrossValidation;
import org.sparkprop.driver.crossvalidation.CrossValidationReport;
import org.sparkprop.driver.files.Storage;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Failures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cross-validate",
    mixinStandardHelpOptions = true,
    description =
        "Cuts the rows of data.source into folds, tests each with a network that was trained anew"
            + " on the others, and writes measures with mean and standard deviation.")
final class CrossValidateCommand implements Callable<Integer> {
  private static final int MOST_FOLDS = 100;

  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--folds",
      defaultValue = "5",
      paramLabel = "K",
      description = "How many folds, 2 to 100 (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description =
          "Repeats all of it with each as data.split.seed and training.seed: --seeds 1,2,3")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--output",
      defaultValue = "cross-validation",
      paramLabel = "FOLDER",
      description = "A new local folder for tables, numbers and pictures (${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--predictions",
      paramLabel = "FOLDER",
      description = "Where all rows go as CSV with the prediction that never saw them, if wanted.")
  private String predictions;

  @Option(names = "--json", description = "Prints all numbers as one JSON object and no more.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (folds < 2 || folds > MOST_FOLDS) {
      throw new UserMistake("--folds: expected 2 to %d, got %d".formatted(MOST_FOLDS, folds));
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new UserMistake("--seeds: expected each once, got " + seeds);
    }
    OutputFolder.require(output);
    PrintStream out = System.out;
    Consumer<String> progress = json ? line -> {} : out::println;
    CrossValidation validation =
        new CrossValidation(configurationFile, overrides, folds, Optional.ofNullable(predictions));
    RunConfiguration configuration = validation.configuration();
    double share = ConfigurationFile.load(configurationFile, overrides).data().split().test();
    if (share > 0) {
      progress.accept("note: data.split.test is passed over: each fold is the test rows once");
    }
    if (configuration.data().test().isPresent()) {
      progress.accept("note: the rows of data.test are not used: each fold is the test rows once");
    }
    try (SparkSession spark = Sessions.open(configuration.name())) {
      Source source = configuration.data().requiredSource();
      if (predictions != null) {
        org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(predictions);
        if (Storage.of(folder, spark.sparkContext().hadoopConfiguration()).exists(folder)) {
          throw new UserMistake("--predictions: " + predictions + " exists; name another folder");
        }
      }
      CrossValidationReport report =
          Failures.explained(() -> validation.run(spark, seeds, progress), source, spark);
      out.print(json ? report.json() + "\n" : "\n" + report.table() + "\n" + report.pooledText());
      write(report, out);
    }
    return 0;
  }

  private void write(CrossValidationReport report, PrintStream out) {
    try {
      report.writeTo(output);
      if (!json) {
        out.println("tables, numbers and pictures: " + output);
      }
    } catch (IOException e) {
      System.err.println("warning: " + output + " is not complete: " + e.getMessage());
    }
  }
}
