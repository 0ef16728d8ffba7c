package org.sparkprop.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.inspect.DataSummary;
import org.sparkprop.driver.inspect.Inspection;
import org.sparkprop.driver.inspect.SummaryText;
import org.sparkprop.driver.source.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Says what a configuration's data are like before any training: columns, classes, split,"
            + " copies of rows, and what is likely to be wrong. Exit status 0 with warnings too.")
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG.yaml", description = "The configuration.")
  private Path configurationFile;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also writes the same as one JSON object into this local file.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    requireWritable();
    RunConfiguration configuration = ConfigurationFile.load(configurationFile, overrides);
    Source source = configuration.data().requiredSource();
    try (SparkSession spark = Sessions.open(configuration.name())) {
      DataSummary summary = Inspection.of(spark, configuration, source);
      System.out.print(SummaryText.of(summary, configuration));
      if (json != null) {
        Files.writeString(json, ConfigurationTree.of(summary).toPrettyString() + "\n");
      }
      return 0;
    }
  }

  private void requireWritable() {
    if (json == null) {
      return;
    }
    Path folder = json.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserMistake("--json: there is no folder %s to write into".formatted(folder));
    }
    if (Files.isDirectory(json)) {
      throw new UserMistake("--json: expected a file, got the folder " + json);
    }
  }
}
