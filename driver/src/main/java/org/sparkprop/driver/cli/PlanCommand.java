package org.sparkprop.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.update.LevenbergMarquardt;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.plan.Bandwidth;
import org.sparkprop.driver.plan.Latency;
import org.sparkprop.driver.plan.Plan;
import org.sparkprop.driver.plan.PlanJson;
import org.sparkprop.driver.plan.PlanText;
import org.sparkprop.driver.probe.ClusterProbe;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.driver.training.PreparedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Measures the cluster at hand and says what 1 to 1,000 executors would give. Trains nothing"
            + " and writes nothing.")
final class PlanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "About how long to measure, after the rows are in (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      description =
          "Of each host's link, such as 10Gbit; by default as measured, or 1Gbit where there is one"
              + " host.")
  private String bandwidth;

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      description =
          "From host to host, one way, such as 0.1ms; by default as measured, or 0.2ms where there"
              + " is one host.")
  private String latency;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw new UserMistake("--seconds: expected at least 1, got " + seconds);
    }
    Optional<Bandwidth> givenBandwidth = given("--bandwidth", bandwidth, Bandwidth::parse);
    Optional<Latency> givenLatency = given("--latency", latency, Latency::parse);
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    if (configuration.training().updateRule() instanceof LevenbergMarquardt) {
      throw new UserMistake(
          "training.update-rule: the rounds of levenberg-marquardt, which carry a matrix or"
              + " products, are not planned for; plan with l-bfgs for the cost of a gradient");
    }
    Source source = configuration.data().requiredSource();
    try (SparkSession spark = Sessions.open(configuration.name())) {
      Plan plan =
          Preparation.with(
              spark,
              configuration,
              source,
              run -> plan(run, new ClusterProbe(run, givenBandwidth, givenLatency)));
      if (json) {
        System.out.println(new ObjectMapper().writeValueAsString(PlanJson.of(plan)));
      } else {
        System.out.print(PlanText.of(plan));
      }
      return 0;
    }
  }

  private Plan plan(PreparedRun run, ClusterProbe probe) {
    return Plan.of(
        run.name(),
        ClusterProbe.workload(run),
        run.rounds(),
        ClusterProbe.modes(run),
        probe.measure(seconds),
        run.memory());
  }

  private static <T> Optional<T> given(String option, String text, Function<String, T> parse) {
    try {
      return Optional.ofNullable(text).map(parse);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(option + ": " + e.getMessage(), e);
    }
  }
}
