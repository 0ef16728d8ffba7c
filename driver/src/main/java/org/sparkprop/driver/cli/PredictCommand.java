package org.sparkprop.driver.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.files.Storage;
import org.sparkprop.driver.model.PredictionTable;
import org.sparkprop.driver.model.RejectedRowsCounter;
import org.sparkprop.driver.model.Rejection;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Failures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Predicts for rows and writes them with their predictions.")
final class PredictCommand implements Callable<Integer> {
  /** Readers of the folder pass over files with such names. */
  private static final String REJECTED = "_rejected.jsonl";

  @Parameters(paramLabel = "MODEL", description = "A model directory.")
  private String model;

  @Mixin private DataOptions data;

  @Mixin private PositiveOptions decision;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the rows go, as files of Spark's; must not exist.")
  private String output;

  @Option(
      names = "--format",
      defaultValue = "csv",
      paramLabel = "FORMAT",
      description = "csv, json or parquet (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--layer",
      defaultValue = "-1",
      paramLabel = "NUMBER",
      description = "Writes this layer's output, the code, rather than the prediction.")
  private int layer;

  @Override
  public Integer call() throws IOException {
    String kind = format.toLowerCase(Locale.ROOT);
    if (!kind.matches("csv|json|parquet")) {
      throw new UserMistake("--format: expected csv, json or parquet, got `" + format + "`");
    }
    decision.check();
    if (layer >= 0 && decision.isGiven()) {
      throw new UserMistake("--threshold: a layer's output has no probabilities; leave one out");
    }
    OnBadRow rule = data.onBadRow();
    try (SparkSession spark = Sessions.open("predict")) {
      Path folder = new Path(output);
      FileSystem files = Storage.of(folder, spark.sparkContext().hadoopConfiguration());
      if (files.exists(folder)) {
        throw new UserMistake("--output: " + output + " exists; name another folder");
      }
      TrainedModel trained = TrainedModel.load(spark, model);
      Optional<Integer> positive = decision.positive(trained.classes());
      Source source = data.source();
      RejectedRowsCounter rejected = RejectedRowsCounter.of(spark);
      Failures.explained(
          () -> {
            Rejection rejection = rule == OnBadRow.FAIL ? Rejection.FAILING : rejected::add;
            write(predicted(trained, source.open(spark), rejection), trained, kind, positive);
            return null;
          },
          source,
          spark);
      if (!rejected.isZero()) {
        Path examples = new Path(folder, REJECTED);
        try (OutputStream out = files.create(examples)) {
          rejected.value().write(out);
        }
        DataOptions.tell(rejected.value(), Optional.of(examples.toString()), source, spark);
      }
      System.out.println("predictions: " + output);
      return 0;
    }
  }

  private Dataset<Row> predicted(TrainedModel trained, Dataset<Row> table, Rejection rejected) {
    return layer == -1 ? trained.predict(table, rejected) : trained.codes(table, layer, rejected);
  }

  private void write(
      Dataset<Row> rows, TrainedModel trained, String kind, Optional<Integer> positive) {
    Dataset<Row> predicted = PredictionTable.withoutSourceColumns(rows);
    if (decision.threshold().isPresent()) {
      double least = decision.threshold().get();
      predicted =
          PredictionTable.decided(predicted, trained.classes(), positive.orElseThrow(), least);
    }
    if (kind.equals("csv")) {
      // CSV has no arrays: each number of one gets a column.
      for (Map.Entry<String, List<String>> array : trained.arrays(layer).entrySet()) {
        predicted = PredictionTable.flat(predicted, array.getKey(), array.getValue());
      }
      predicted.write().option("header", true).csv(output);
    } else {
      predicted.write().format(kind).save(output);
    }
  }
}
