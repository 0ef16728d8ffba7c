package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.augmentation.Augmentations;
import org.sparkprop.common.compression.TopK;
import org.sparkprop.common.gradient.LocalSteps;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.ingest.RunData;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.worker.evaluation.EvaluationTask;
import org.sparkprop.worker.round.GradientTask;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.round.Round;
import org.sparkprop.worker.round.RoundPlan;
import org.sparkprop.worker.shard.Part;

/** A round that is computed again adds what compression had left of the one before once. */
class RetriedRoundTest {
  private static final String RUN = "retried";

  private static void check(SparkSession spark, RunConfiguration configuration, RunData data) {
    Network network = new Network(data.encoder().inputShape(), configuration.network());
    ShardGroups shards = data.part(Part.TRAINING);
    RoundPlan plan = new RoundPlan(data.rows(Part.TRAINING), shards.plan().shards(), 128);
    NetworkSource source = new NetworkSource(network, configuration.training().precision());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    GradientTask task =
        new GradientTask(RUN, source, plan, 1, Augmentations.NONE, new TopK(0.01), LocalSteps.NONE);
    ShardEvaluator validation =
        new ShardEvaluator(
            context, RUN, network, new EvaluationTask(RUN, source), data.part(Part.VALIDATION));
    FlatVector weights = network.initialWeights(configuration.training().precision(), 1);
    // Standing tasks hold their slots until their engine is closed.
    Supplier<RoundEngine> standing =
        () -> new StandingRoundEngine(context, shards, RUN, task, validation, 1);
    try (RoundEngine job = new JobRoundEngine(context, shards, RUN, task, validation, 1)) {
      FlatVector first = gradient(job, weights, plan, 1);
      assertEquals(first, gradient(job, weights, plan, 1), "the first round again");
      FlatVector second = gradient(job, weights, plan, 2);
      assertEquals(second, gradient(job, weights, plan, 2), "the second round again");
      FlatVector third;
      try (RoundEngine tasks = standing.get()) {
        assertEquals(second, gradient(tasks, weights, plan, 2), "by standing tasks");
        third = gradient(tasks, weights, plan, 3);
        tasks.beginAnew();
        assertEquals(third, gradient(tasks, weights, plan, 3), "by tasks that begin anew");
      }
      assertEquals(third, gradient(job, weights, plan, 3));

      GradientTask.forget(RUN);
      RoundResult withNothing = job.run(weights, Round.of(3, plan.roundsPerEpoch()));
      List<Integer> all = IntStream.range(0, plan.shards()).boxed().toList();
      assertEquals(all, withNothing.forgetful(), "said by each shard");
      assertNotEquals(third, withNothing.sum().gradient());
      try (RoundEngine tasks = standing.get()) {
        assertEquals(
            all,
            tasks.run(weights, Round.of(3, plan.roundsPerEpoch())).forgetful(),
            "and said again by whoever computes it again");
      }
      gradient(job, weights, plan, 4);
    }
  }

  /** A copy: the next round may use the vector. */
  private static FlatVector gradient(
      RoundEngine engine, FlatVector weights, RoundPlan plan, long round) {
    RoundResult result = engine.run(weights, Round.of(round, plan.roundsPerEpoch()));
    assertEquals(List.of(), result.forgetful(), "round " + round);
    return result.sum().gradient().copy();
  }

  @Test
  void addsItsResidualOnce() {
    RunConfiguration configuration = ConfigurationFile.load(Examples.digits(), List.of());
    LocalSpark.with(
        2,
        spark -> {
          PreparedSource source =
              PreparedSource.forTraining(
                  configuration.data().source().get().open(spark),
                  configuration.data(),
                  configuration.network().loss().targetKind());
          try (RunData data =
              RunData.ingest(
                  JavaSparkContext.fromSparkContext(spark.sparkContext()),
                  RUN,
                  source,
                  configuration,
                  configuration.network().loss().targetKind())) {
            check(spark, configuration, data);
          }
          return null;
        });
  }
}
