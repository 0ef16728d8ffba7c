package org.sparkprop.driver.training;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.SplitWeights;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.ingest.RunData;
import org.sparkprop.driver.round.Echo;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.driver.source.DataConfiguration;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.transfer.FrozenWeights;
import org.sparkprop.driver.transfer.StartingModel;
import org.sparkprop.worker.round.RoundPlan;
import org.sparkprop.worker.runtime.WorkerRuntime;
import org.sparkprop.worker.shard.Part;

/**
 * Brings a run to where it could begin, and takes leave of what it holds on the cluster: the one
 * way to a {@link PreparedRun}.
 */
public final class Preparation {
  private Preparation() {}

  /**
   * Brings a configuration's rows in, does some work with them, and gives back what the run holds
   * on the cluster.
   *
   * @throws UserMistake if configuration, data and cluster do not fit each other
   */
  public static <T> T with(
      SparkSession spark,
      RunConfiguration configuration,
      Source source,
      Function<PreparedRun, T> work) {
    return with(spark, configuration, source, configuration.data().ownSources(), work);
  }

  /**
   * The same with parts from other sources than the configuration's own.
   *
   * @param own sources of parts
   */
  static <T> T with(
      SparkSession spark,
      RunConfiguration configuration,
      Source source,
      Map<Part, Source> own,
      Function<PreparedRun, T> work) {
    WorkerRuntime.prepare();
    Optional<StartingModel> start = start(spark, configuration);
    PreparedSources prepared = sources(spark, configuration, source.open(spark), own, start);
    return Failures.explained(
        () -> with(spark, configuration, prepared, start, work), source, own, spark);
  }

  /**
   * What a configuration takes of a table and of the sources of parts, without reading their rows.
   *
   * @throws UserMistake if they do not fit each other
   */
  public static PreparedSources sources(
      SparkSession spark, RunConfiguration configuration, Dataset<Row> table) {
    Map<Part, Source> own = configuration.data().ownSources();
    return sources(spark, configuration, table, own, start(spark, configuration));
  }

  private static PreparedSources sources(
      SparkSession spark,
      RunConfiguration configuration,
      Dataset<Row> table,
      Map<Part, Source> own,
      Optional<StartingModel> start) {
    DataConfiguration data =
        start.map(from -> from.data(configuration.rows(), table)).orElse(configuration.rows());
    return PreparedSources.forTraining(spark, table, data, own, kind(configuration));
  }

  private static Optional<StartingModel> start(SparkSession spark, RunConfiguration configuration) {
    return StartingModel.load(configuration.training(), spark.sparkContext().hadoopConfiguration());
  }

  private static <T> T with(
      SparkSession spark,
      RunConfiguration configuration,
      PreparedSources sources,
      Optional<StartingModel> start,
      Function<PreparedRun, T> work) {
    String run = UUID.randomUUID().toString();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (RunData data =
        RunData.ingest(
            context,
            run,
            sources,
            configuration,
            kind(configuration),
            start.flatMap(StartingModel::encoder))) {
      PreparedRun prepared = of(configuration, context, run, data, start);
      try (FrozenWeights ignored = prepared.frozen()) {
        return work.apply(prepared);
      }
    } finally {
      context.setJobDescription(null);
    }
  }

  private static TargetKind kind(RunConfiguration configuration) {
    return configuration.network().targetKind();
  }

  private static PreparedRun of(
      RunConfiguration configuration,
      JavaSparkContext context,
      String run,
      RunData data,
      Optional<StartingModel> start) {
    TrainingConfiguration training = configuration.training();
    Network network = checkedNetwork(configuration, data.encoder(), start);
    long rows = data.rows(Part.TRAINING);
    int shards = data.part(Part.TRAINING).plan().shards();
    ExecutorMemory memory = ExecutorMemory.of(context.sc(), network, training, shards);
    memory.require(context.getConf(), context.sc().master());
    checkWire(context, network, training, shards);
    FlatVector frozen =
        network.frozenCount() == 0
            ? FlatVector.zeros(training.precision(), 0)
            : SplitWeights.of(network, FirstWeights.of(network, training, context, start)).frozen();
    return new PreparedRun(
        configuration,
        context,
        run,
        data,
        network,
        new RoundPlan(rows, shards, training.batchRows(rows)),
        memory,
        start,
        FrozenWeights.of(context, frozen));
  }

  /** Looks before round one whether what a round sends comes through. */
  private static void checkWire(
      JavaSparkContext context, Network network, TrainingConfiguration training, int shards) {
    WireLimits limits = WireLimits.of(network, training);
    RoundMode rounds = PreparedRun.rounds(context, training);
    // In one JVM weights and sums are handed over as they are.
    limits.require(
        context.getConf(),
        context.isLocal() ? RoundMode.STANDING : rounds,
        Math.min(shards, ShardGroups.tasksToAskFor(context.sc())));
    if (!context.isLocal() && rounds == RoundMode.JOB) {
      Echo.of(context, Math.max(limits.weightBytes(), limits.sumBytes()));
    }
  }

  private static Network checkedNetwork(
      RunConfiguration configuration, Encoder encoder, Optional<StartingModel> start) {
    Network network;
    try {
      network =
          StartingModel.network(encoder.inputShape(), configuration, start).taking(encoder.form());
    } catch (ConfigurationException e) {
      throw new UserMistake(e.getMessage(), e);
    }
    NetworkChecks.require(network, configuration.training(), encoder);
    return network;
  }
}
