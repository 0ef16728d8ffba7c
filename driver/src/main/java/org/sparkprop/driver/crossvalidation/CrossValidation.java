package org.sparkprop.driver.crossvalidation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.model.PredictionTable;
import org.sparkprop.driver.model.TrainedModel;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.driver.training.Trainer;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingResult;

/**
 * k-fold cross-validation (Stone 1974): the rows are cut into folds, and each is tested by a
 * network that was trained anew on the others, with an encoder fitted to those alone.
 */
public final class CrossValidation {
  private final Path file;
  private final List<String> overrides;
  private final int folds;
  private final Optional<String> predictions;

  /**
   * Of a configuration.
   *
   * @param overrides {@code key=value} each
   * @param folds 2 to 100
   * @param predictions a folder on any Hadoop file system for the rows of all folds with what the
   *     network that never saw them predicts
   */
  public CrossValidation(
      Path file, List<String> overrides, int folds, Optional<String> predictions) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
    this.folds = folds;
    this.predictions = predictions;
  }

  /**
   * The configuration as every fold has it but for the seeds: no share of the rows is for tests.
   */
  public RunConfiguration configuration() {
    return configuration(List.of());
  }

  private RunConfiguration configuration(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.add("data.split.test=0");
    all.addAll(more);
    return ConfigurationFile.load(file, all);
  }

  /**
   * Trains and tests all folds, once for each seed.
   *
   * @param seeds each both of the split and of the training; empty: those of the configuration
   * @param progress is told of each fold that is done
   */
  public CrossValidationReport run(
      SparkSession spark, List<Long> seeds, Consumer<String> progress) {
    List<CrossValidationReport.Repetition> repetitions = new ArrayList<>();
    if (seeds.isEmpty()) {
      repetitions.add(once(spark, configuration(), progress));
    }
    for (long seed : seeds) {
      List<String> set = List.of("data.split.seed=" + seed, "training.seed=" + seed);
      repetitions.add(once(spark, configuration(set), progress));
    }
    return new CrossValidationReport(configuration().name(), repetitions);
  }

  private CrossValidationReport.Repetition once(
      SparkSession spark, RunConfiguration configuration, Consumer<String> progress) {
    Source source = configuration.data().requiredSource();
    Dataset<Row> table = source.open(spark);
    PreparedSource prepared = Preparation.sources(spark, configuration, table).divided();
    long seed = configuration.data().split().seed();
    FoldedTable rows =
        FoldedTable.of(source, table, prepared.readerOf(table.schema()), folds, seed);
    List<FoldResult> results = new ArrayList<>();
    List<String> classes = List.of();
    for (int fold = 0; fold < folds; fold++) {
      Source test = rows.only(fold);
      Epochs epochs = new Epochs();
      TrainingResult result =
          Trainer.of(configuration)
              .on(rows.without(fold))
              .testOn(test)
              .listener(epochs::see)
              .train(spark);
      Evaluation evaluation = result.test().orElseThrow();
      FoldResult of = new FoldResult(seed, fold + 1, evaluation.rows(), epochs.count, evaluation);
      results.add(of);
      classes = result.model().classes();
      progress.accept(CrossValidationReport.line(of, folds));
      epochs.warnings.forEach(progress);
      if (predictions.isPresent()) {
        write(result.model(), test.open(spark), of, predictions.get());
      }
    }
    return new CrossValidationReport.Repetition(seed, classes, results);
  }

  private static void write(TrainedModel model, Dataset<Row> rows, FoldResult of, String folder) {
    Dataset<Row> predicted = PredictionTable.withoutSourceColumns(model.predict(rows));
    for (var array : model.arrays(-1).entrySet()) {
      predicted = PredictionTable.flat(predicted, array.getKey(), array.getValue());
    }
    predicted
        .withColumn("seed", functions.lit(of.seed()))
        .withColumn("fold", functions.lit(of.fold()))
        .write()
        .mode("append")
        .option("header", true)
        .csv(folder);
  }

  /** Counts a training's epochs and keeps what it warned of on the way. */
  private static final class Epochs {
    private final List<String> warnings = new ArrayList<>();
    private long count;

    void see(TrainingEvent event) {
      if (event instanceof TrainingEvent.EpochEnded epoch) {
        count = epoch.epoch();
      } else if (event instanceof TrainingEvent.Warned warned) {
        warnings.add("note: " + warned.warning());
      } else if (event instanceof TrainingEvent.Calibrated calibrated) {
        warnings.add("  temperature %.4f".formatted(calibrated.temperature()));
      }
    }
  }
}
