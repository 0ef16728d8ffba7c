package org.sparkprop.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.metric.ThresholdCounts;
import org.sparkprop.driver.model.Evaluated;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.run.EvaluationText;
import org.sparkprop.driver.run.ProbabilityReport;
import org.sparkprop.driver.source.OnBadRow;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "MODEL", description = "A model directory.")
  private String model;

  @Mixin private DataOptions data;

  @Mixin private ThresholdOptions thresholds;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "A new local folder for reliability and ROC, as numbers and as a picture.")
  private Path output;

  @Option(names = "--json", description = "Prints the measures as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    thresholds.check();
    OnBadRow rule = data.onBadRow();
    if (output != null) {
      OutputFolder.require(output);
    }
    try (SparkSession spark = Sessions.open("evaluate")) {
      TrainedModel trained = TrainedModel.load(spark, model);
      List<String> classes = trained.classes();
      Optional<Integer> positive = thresholds.positive(classes);
      if (output != null && classes.isEmpty()) {
        throw new UserMistake(
            "--output: expected a model of classes, got one that predicts numbers");
      }
      Source source = data.source();
      Evaluated evaluated =
          Failures.explained(() -> trained.evaluate(source.open(spark), rule), source, spark);
      Evaluation evaluation = evaluated.evaluation();
      Optional<ThresholdCounts> counts = thresholds.counts(evaluation, classes);
      if (json) {
        ObjectNode object = object(evaluation, counts, positive, classes);
        if (rule == OnBadRow.SKIP) {
          object.put("rejected-rows", evaluated.rejected().count());
        }
        out.println(JSON.writeValueAsString(object));
      } else {
        out.print(EvaluationText.of(source.label(), evaluation, classes));
        counts.ifPresent(
            of -> out.print(ThresholdOptions.text(of, classes.get(positive.orElseThrow()))));
      }
      if (output != null) {
        ProbabilityReport.write(
            output, trained.description().name(), evaluation, classes, positive);
        if (!json) {
          out.println("reliability and curve: " + output);
        }
      }
      if (evaluated.rejected().count() > 0) {
        DataOptions.tell(evaluated.rejected(), Optional.empty(), source, spark);
      }
      return 0;
    }
  }

  private static ObjectNode object(
      Evaluation evaluation,
      Optional<ThresholdCounts> counts,
      Optional<Integer> positive,
      List<String> classes) {
    ObjectNode object = JSON.createObjectNode();
    evaluation.measures().forEach(object::put);
    counts.ifPresent(
        of -> {
          ObjectNode at = object.putObject("threshold");
          at.put("positive", classes.get(positive.orElseThrow()));
          at.put("threshold", of.threshold());
          of.measures().forEach(at::put);
          at.put("true-positives", of.truePositives()).put("false-positives", of.falsePositives());
          at.put("true-negatives", of.trueNegatives()).put("false-negatives", of.falseNegatives());
        });
    return object;
  }
}
