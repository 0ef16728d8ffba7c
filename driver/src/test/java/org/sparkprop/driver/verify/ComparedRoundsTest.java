package org.sparkprop.driver.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.worker.round.Round;

class ComparedRoundsTest {
  private static final FlatVector WEIGHTS = FlatVector.zeros(Precision.FLOAT32, 6);

  private static GradientSum sum(double loss, double weight, long rows, double... gradient) {
    return new GradientSum(FlatVector.of(Precision.FLOAT32, gradient), loss, weight, rows);
  }

  private record Fixed(GradientSum sum) implements RoundEngine {
    @Override
    public RoundResult run(FlatVector weights, Round round) {
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

  private static Network network() throws JsonProcessingException {
    String text = "{\"layers\": [{\"dense\": {\"units\": 2}}], \"loss\": \"mean-squared-error\"}";
    return new Network(
        new Shape(2),
        Binder.bind(new ObjectMapper().readTree(text), NetworkConfiguration.class, "network"));
  }

  private static void assertDiffers(String expected, GradientSum second)
      throws JsonProcessingException {
    GradientSum first = sum(2, 4, 4, 1, 2, 3, 4, 0.0, 6);
    ComparedRounds rounds =
        new ComparedRounds(network(), new Fixed(first), (weights, round) -> second);
    Round third = Round.of(3, 2);
    if (expected.isEmpty()) {
      assertEquals(first, rounds.run(WEIGHTS, third).sum());
      return;
    }
    assertEquals(
        expected,
        assertThrows(ComparedRounds.DifferenceException.class, () -> rounds.run(WEIGHTS, third))
            .getMessage());
  }

  @Test
  void namesTheFirstNumberThatDiffersByABit() throws JsonProcessingException {
    assertDiffers("", sum(2, 4, 4, 1, 2, 3, 4, 0.0, 6));
    assertDiffers(
        "round 3 (epoch 2): the gradient of 0.weight (layer 0 (dense)), number 2 is 3.0 on the"
            + " cluster and 3.000000238418579 in one thread",
        sum(2, 4, 4, 1, 2, Math.nextUp(3f), 5, 0, 6));
    assertDiffers(
        "round 3 (epoch 2): the gradient of 0.bias (layer 0 (dense)), number 0 is 0.0 on the"
            + " cluster and -0.0 in one thread",
        sum(2, 4, 4, 1, 2, 3, 4, -0.0, 6));
    assertDiffers(
        "round 3 (epoch 2): the loss is 0.5 on the cluster and 0.75 in one thread",
        sum(3, 4, 4, 1, 2, 3, 4, 0, 6));
    assertDiffers(
        "round 3 (epoch 2): the number of rows is 4 on the cluster and 5 in one thread",
        sum(2, 4, 5, 1, 2, 3, 4, 0, 6));
  }
}
