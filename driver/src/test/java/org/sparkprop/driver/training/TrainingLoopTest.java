package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.update.Adam;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.GradientDescent;
import org.sparkprop.common.update.LimitedMemoryBfgs;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.checkpoint.Position;
import org.sparkprop.driver.configuration.OnDivergence;
import org.sparkprop.driver.configuration.Rollback;
import org.sparkprop.driver.configuration.Stop;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.worker.round.Round;

class TrainingLoopTest {
  private static final int ROUNDS = 60;

  /** ½ (w − 3)² where w is below 4, and no number beyond. */
  private record Cliff(int firstBadRound) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
      double w = weights.get(0);
      if (w >= 4 || round.number() == firstBadRound) {
        throw new DivergenceException("round " + round.number() + ": the loss is NaN");
      }
      FlatVector gradient = FlatVector.of(Precision.FLOAT64, w - 3);
      GradientSum sum = new GradientSum(gradient, (w - 3) * (w - 3) / 2, 1, 1);
      RoundTimes times = new RoundTimes(0, 0, 0, 0, 0, new Traffic(0, 0), List.of());
      return new RoundResult(sum, times, List.of());
    }

    @Override
    public Optional<Evaluation> evaluate(FlatVector weights) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static Network network() {
    String text =
        "{\"layers\": [{\"dense\": {\"units\": 1, \"use-bias\": false}}],"
            + " \"loss\": \"mean-squared-error\"}";
    try {
      NetworkConfiguration configuration =
          Binder.bind(new ObjectMapper().readTree(text), NetworkConfiguration.class, "network");
      return new Network(new Shape(1), configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrainingLoop loop(
      Network network,
      Updater updater,
      RoundEngine engine,
      OnDivergence onDivergence,
      List<TrainingEvent> events) {
    Checkpoints checkpoints = FakeRuns.checkpoints(onDivergence, Optional.empty(), events::add);
    return new TrainingLoop(
        network,
        updater,
        engine,
        1,
        ROUNDS,
        Optional.empty(),
        onDivergence,
        checkpoints,
        events::add,
        () -> false);
  }

  private static List<TrainingEvent> run(UpdateRule rule, int firstBadRound, FlatVector weights) {
    Network network = network();
    Updater updater = Updater.start(Chain.of(rule), ParameterLayout.of(network), Precision.FLOAT64);
    List<TrainingEvent> events = new ArrayList<>();
    loop(network, updater, new Cliff(firstBadRound), new Stop(), events)
        .run(weights, Position.START);
    return events;
  }

  @Test
  void aRuleThatTriesPointsComesBackFromWhereThereIsNoLoss() {
    FlatVector weights = FlatVector.of(Precision.FLOAT64, -40);
    List<TrainingEvent> events = run(new LimitedMemoryBfgs(3), 2, weights);
    assertEquals(3, weights.get(0), 1e-6);
    List<String> warnings = new ArrayList<>();
    long rounds = 0;
    long epochs = 0;
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.Warned warned) {
        warnings.add(warned.warning());
      }
      rounds += event instanceof TrainingEvent.RoundEnded ? 1 : 0;
      epochs += event instanceof TrainingEvent.EpochEnded ? 1 : 0;
    }
    assertEquals("round 2: the loss is NaN; the trial is taken back", warnings.get(0));
    assertEquals(ROUNDS, rounds + warnings.size());
    assertEquals(rounds, epochs);
  }

  @Test
  void otherRulesAndFirstRoundsFail() {
    Adam adam = new Adam(new Constant(0.1), 0.9, 0.999, 1e-8);
    String message =
        assertThrows(
                DivergenceException.class,
                () -> run(adam, 2, FlatVector.of(Precision.FLOAT64, -40)))
            .getMessage();
    assertTrue(message.contains("round 2"), message);
    assertThrows(
        DivergenceException.class,
        () -> run(new LimitedMemoryBfgs(3), 1, FlatVector.of(Precision.FLOAT64, -40)));
  }

  /**
   * Gradient descent leaps to and fro over the minimum, further each time, until it is cut down.
   */
  private static List<TrainingEvent> descend(Rollback rollback, double rate, FlatVector weights) {
    Network network = network();
    Updater updater =
        Updater.start(
            Chain.of(new GradientDescent(new Constant(rate))),
            ParameterLayout.of(network),
            Precision.FLOAT64);
    List<TrainingEvent> events = new ArrayList<>();
    loop(network, updater, new Cliff(0), rollback, events).run(weights, Position.START);
    return events;
  }

  @Test
  void goesBackToTheLastEpochWithASmallerRateUntilItIsWell() {
    FlatVector weights = FlatVector.of(Precision.FLOAT64, 2.9);
    List<TrainingEvent> events = descend(new Rollback(0.5, 3), 5, weights);
    assertEquals(3, weights.get(0), 1e-12);
    List<TrainingEvent.RolledBack> back = new ArrayList<>();
    List<Long> rounds = new ArrayList<>();
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.RolledBack one) {
        back.add(one);
      } else if (event instanceof TrainingEvent.RoundEnded round) {
        rounds.add(round.round());
        assertEquals(5 * Math.pow(0.5, back.size()), round.figures().get("learning-rate"), 1e-12);
      }
    }
    // By hand, with the cliff at 4: 2.9, 3.4, 1.4, 9.4, which round 4 finds to be beyond; back to
    // 1.4, and 5.4, beyond again; back to 1.4, and 3.4, 2.9, 3.025 and so on to 3.
    assertEquals(
        List.of(
            new TrainingEvent.RolledBack(4, 2, 1, 0.5, "round 4: the loss is NaN"),
            new TrainingEvent.RolledBack(4, 2, 2, 0.25, "round 4: the loss is NaN")),
        back);
    assertEquals(List.of(1L, 2L, 3L, 3L, 3L, 4L), rounds.subList(0, 6));
    assertEquals(ROUNDS, rounds.get(rounds.size() - 1));
  }

  @Test
  void doesNotGoBackMoreOftenThanItMay() {
    String message =
        assertThrows(
                DivergenceException.class,
                () -> descend(new Rollback(0.5, 1), 5, FlatVector.of(Precision.FLOAT64, 2.9)))
            .getMessage();
    assertTrue(message.contains("round 4") && message.contains("back 1 times"), message);
  }
}
