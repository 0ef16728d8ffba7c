package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.worker.round.Round;

/** What is done about a round that does not end, though no executor is to blame. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WatchedEngineTest {
  private static final CountDownLatch BEGUN_ANEW = new CountDownLatch(1);

  /**
   * An engine with a task that stays until it is told to begin anew, and has answered all along.
   */
  private record Stuck(JavaSparkContext spark) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
      spark.parallelize(List.of(1), 1).foreach(one -> BEGUN_ANEW.await());
      return null;
    }

    @Override
    public Optional<Evaluation> evaluate(FlatVector weights) {
      return Optional.empty();
    }

    @Override
    public Set<String> answered() {
      return Set.of("driver");
    }

    @Override
    public void beginAnew() {
      BEGUN_ANEW.countDown();
    }

    @Override
    public void close() {}
  }

  @Test
  void whatIsNotOverThoughAllHaveAnsweredIsBegunAnew() {
    List<String> said =
        LocalSpark.with(
            1, session -> said(JavaSparkContext.fromSparkContext(session.sparkContext())));
    assertEquals(2, said.size(), said::toString);
    assertTrue(
        said.get(0).endsWith("waits for nobody: all executors have answered"), said::toString);
    assertTrue(said.get(1).contains("is begun anew"), said::toString);
  }

  private static List<String> said(JavaSparkContext spark) {
    List<String> said = new CopyOnWriteArrayList<>();
    ShardGroups none = new ShardGroups("stuck", null, null, null, null, null);
    try (WatchedEngine engine =
        new WatchedEngine(
            new Stuck(spark), spark, "stuck", none, OptionalDouble.of(1), said::add)) {
      engine.run(FlatVector.zeros(Precision.FLOAT32, 1), Round.of(1, 1));
    }
    return said;
  }
}
