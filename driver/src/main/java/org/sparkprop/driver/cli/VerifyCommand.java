package org.sparkprop.driver.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.driver.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Trains some rounds on the cluster and the same rounds in one thread of the driver over the"
            + " same shards, and compares every bit. Exit status 1 if one differs. Writes nothing.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "10",
      paramLabel = "N",
      description = "How many, at most those of the run (${DEFAULT-VALUE}).")
  private long rounds;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      throw new UserMistake("--rounds: expected at least 1, got " + rounds);
    }
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    try (SparkSession spark = Sessions.open(configuration.name())) {
      Verification verification =
          Preparation.with(
              spark,
              configuration,
              configuration.data().requiredSource(),
              run -> Verification.of(run, rounds));
      System.out.println(
          verification.passes()
              ? String.format(
                  Locale.ROOT,
                  "%,d rounds have the same bits on the cluster and in one thread",
                  verification.rounds())
              : "not the same: " + verification.difference());
      return verification.passes() ? 0 : 1;
    }
  }
}
