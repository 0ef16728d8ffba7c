package org.sparkprop.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.run.EvaluationText;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Failures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a model on labelled rows.")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "A model directory.")
  private String model;

  @Mixin private DataOptions data;

  @Option(names = "--json", description = "Prints the measures as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.open("evaluate")) {
      TrainedModel trained = TrainedModel.load(spark, model);
      Source source = data.source();
      Evaluation evaluation =
          Failures.explained(() -> trained.evaluate(source.open(spark)), source, spark);
      if (json) {
        out.println(new ObjectMapper().writeValueAsString(evaluation.measures()));
      } else {
        out.print(EvaluationText.of(source.label(), evaluation, trained.classes()));
      }
      return 0;
    }
  }
}
