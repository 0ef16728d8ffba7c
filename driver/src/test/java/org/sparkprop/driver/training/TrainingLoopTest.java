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
import org.sparkprop.common.update.LimitedMemoryBfgs;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.UpdateRule;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
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

  private static List<TrainingEvent> run(UpdateRule rule, int firstBadRound, FlatVector weights) {
    Network network = network();
    Updater updater = Updater.start(Chain.of(rule), ParameterLayout.of(network), Precision.FLOAT64);
    List<TrainingEvent> events = new ArrayList<>();
    new TrainingLoop(
            network, updater, new Cliff(firstBadRound), 1, ROUNDS, events::add, () -> false)
        .run(weights);
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
}
