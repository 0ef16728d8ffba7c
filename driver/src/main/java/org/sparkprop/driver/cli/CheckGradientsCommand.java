package org.sparkprop.driver.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.diagnosis.GradientReport;
import org.sparkprop.driver.training.Preparation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check-gradients",
    mixinStandardHelpOptions = true,
    description =
        "Compares backpropagated gradients with numeric ones, in float64, on rows of the"
            + " configuration's own data. Exit status 1 if they differ.")
final class CheckGradientsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--rows",
      defaultValue = "8",
      paramLabel = "N",
      description = "How many (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--numbers",
      defaultValue = "200",
      paramLabel = "N",
      description =
          "Of each block of parameters, at most, evenly spread; each takes two passes or more"
              + " (${DEFAULT-VALUE}).")
  private int numbers;

  @Option(
      names = "--tolerance",
      defaultValue = "1e-6",
      paramLabel = "E",
      description = "Relative difference up to which a block passes (${DEFAULT-VALUE}).")
  private double tolerance;

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || numbers < 1 || !(tolerance > 0)) {
      throw new UserMistake(
          "expected --rows and --numbers of at least 1 and a --tolerance above 0, got %d, %d and %s"
              .formatted(rows, numbers, tolerance));
    }
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    try (SparkSession spark = Sessions.open(configuration.name())) {
      GradientReport report =
          Preparation.with(
              spark,
              configuration,
              configuration.data().requiredSource(),
              run -> GradientReport.of(run, rows, numbers, tolerance));
      System.out.print(report.text());
      return report.passes() ? 0 : 1;
    }
  }
}
