package org.sparkprop.driver.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.compare.CompareRules;
import org.sparkprop.driver.compare.RuleComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Trains the same network from the same weights under one update rule after another, and"
            + " writes a table and a picture of the loss. Rules for full batches get them; every"
            + " rule has the same number of rounds. Exit status 1 if a rule failed.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(
      names = "--rules",
      split = ",",
      paramLabel = "RULE",
      description = "Names, with their default settings: --rules momentum,rprop,adam")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rule",
      paramLabel = "YAML",
      description = "A rule with settings: --rule '{adam: {learning-rate: 0.01}}'")
  private List<String> rules = new ArrayList<>();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of each rule; those of the configuration's epochs if left out.")
  private long rounds;

  @Option(
      names = "--target",
      paramLabel = "LOSS",
      description = "How many rounds and seconds to this loss; if left out, to one that all reach.")
  private Double target;

  @Option(
      names = "--output",
      defaultValue = "comparison",
      paramLabel = "FOLDER",
      description = "A new local folder for table, numbers and picture (${DEFAULT-VALUE}).")
  private Path output;

  @Override
  public Integer call() throws IOException {
    if (rounds < 0) {
      throw new UserMistake("--rounds: expected at least 1, got " + rounds);
    }
    OutputFolder.require(output);
    List<String> all = Stream.concat(names.stream(), rules.stream()).map(String::strip).toList();
    if (all.isEmpty()) {
      throw new UserMistake(
          "--rules: expected names of update rules, such as --rules gradient-descent,adam");
    }
    RuleComparison comparison = new RuleComparison(configurationFile, overrides);
    Map<String, List<String>> settings = comparison.settings(all);
    OptionalDouble loss = target == null ? OptionalDouble.empty() : OptionalDouble.of(target);
    try (SparkSession spark = Sessions.open(comparison.configuration().name())) {
      boolean whole =
          CompareRules.run(spark, comparison, settings, rounds, loss, output, System.out);
      return whole ? 0 : 1;
    }
  }
}
