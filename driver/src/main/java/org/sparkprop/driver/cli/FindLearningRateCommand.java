package org.sparkprop.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.diagnosis.RangeTest;
import org.sparkprop.driver.diagnosis.RangeTestResult;
import org.sparkprop.driver.plot.Curve;
import org.sparkprop.driver.plot.Panel;
import org.sparkprop.driver.plot.Picture;
import org.sparkprop.driver.training.Preparation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "find-learning-rate",
    mixinStandardHelpOptions = true,
    description =
        "Trains some rounds with a rate that grows from round to round, and suggests one. Writes a"
            + " picture and the numbers; no model.")
final class FindLearningRateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--from",
      defaultValue = "1e-6",
      paramLabel = "RATE",
      description = "The first rate (${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--to",
      defaultValue = "10",
      paramLabel = "RATE",
      description = "The last rate (${DEFAULT-VALUE}).")
  private double to;

  @Option(
      names = "--rounds",
      defaultValue = "200",
      paramLabel = "N",
      description = "From one to the other (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--output",
      defaultValue = "learning-rate",
      paramLabel = "FOLDER",
      description = "A new local folder for picture and numbers (${DEFAULT-VALUE}).")
  private Path output;

  @Override
  public Integer call() throws IOException {
    RangeTest test = new RangeTest(from, to, rounds);
    OutputFolder.require(output);
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    RangeTest.require(configuration.training());
    RangeTestResult result;
    try (SparkSession spark = Sessions.open(configuration.name())) {
      result =
          Preparation.with(spark, configuration, configuration.data().requiredSource(), test::run);
    }
    PrintStream out = System.out;
    OptionalDouble suggestion = result.suggestion();
    if (suggestion.isEmpty()) {
      out.printf(
          "%d rounds: the loss does not fall at any rate from %.2g to %.2g%n",
          result.points().size(), from, to);
    } else {
      out.printf(
          "%d rounds: the loss falls fastest at a learning rate of %.2g, and is least at %.2g,"
              + " beyond which it rises%nsuggestion: %.1e%n",
          result.points().size(),
          suggestion.getAsDouble(),
          result.rateOfLeastLoss().orElseThrow(),
          suggestion.getAsDouble());
    }
    try {
      write(configuration.name(), result);
      out.println("picture and numbers: " + output);
    } catch (IOException e) {
      out.println("warning: " + output + " is not complete: " + e.getMessage());
    }
    return suggestion.isPresent() ? 0 : 1;
  }

  private void write(String name, RangeTestResult result) throws IOException {
    Files.createDirectories(output);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            output.resolve("learning-rate.json").toFile(),
            Map.of(
                "suggestion",
                result.suggestion().isPresent() ? result.suggestion().getAsDouble() : "none",
                "points",
                result.points()));
    List<RangeTestResult.Point> points = result.points();
    double[] rates = points.stream().mapToDouble(RangeTestResult.Point::rate).toArray();
    double[] losses = points.stream().mapToDouble(RangeTestResult.Point::loss).toArray();
    double[] smoothed = points.stream().mapToDouble(RangeTestResult.Point::smoothed).toArray();
    Picture.write(
        output,
        "learning-rate",
        List.of(
            new Panel(
                name,
                "learning rate",
                "training loss",
                Panel.Scale.LOGARITHMIC,
                List.of(
                    new Curve("of each round", rates, losses),
                    new Curve("smoothed", rates, smoothed)))));
  }
}
