package org.sparkprop.driver.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.Target;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.model.ModelDirectory;
import org.sparkprop.driver.run.NetworkText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description =
        "Says what a configuration or a model is: layers, shapes, parameters, memory of an"
            + " executor.")
final class DescribeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CONFIG.yaml|MODEL",
      description = "A configuration or a model directory.")
  private String subject;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a key.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    Path local = Path.of(subject);
    boolean configuration = Files.isRegularFile(local) || subject.matches(".*\\.ya?ml");
    if (configuration) {
      RunConfiguration run = ConfigurationFile.load(local, overrides);
      try (SparkSession spark = Sessions.open("describe")) {
        Network network = DescribedNetwork.of(run, spark);
        out.print(
            NetworkText.of(network, run.training().precision(), run.training().curvature(network)));
      }
    } else {
      ModelDirectory.Loaded model =
          ModelDirectory.read(new org.apache.hadoop.fs.Path(subject), new Configuration());
      out.print(NetworkText.of(model.network(), model.description().precision()));
      model.description().origin().ifPresent(origin -> out.println("started from: " + origin));
      if (!model.description().frozen().isEmpty()) {
        out.println(
            "frozen in training: layers " + String.join(", ", model.description().frozen()));
      }
      if (model.network().target() == Target.LABEL) {
        out.println("classes: " + String.join(", ", model.description().encoder().classes()));
      }
    }
    return 0;
  }
}
