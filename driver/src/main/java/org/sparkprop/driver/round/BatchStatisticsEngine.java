package org.sparkprop.driver.round;

import java.util.Optional;
import java.util.Set;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.BatchStatistics;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;

/**
 * Rounds of a network whose layers need {@linkplain BatchStatistics something of all rows}: each is
 * several of another engine's, over the same rows and with the same noise. Each but the last gives
 * sums, and what they say lies behind the weights of those that follow; the last gives the
 * gradient.
 */
public final class BatchStatisticsEngine implements RoundEngine {
  private final RoundEngine engine;
  private final Network network;

  public BatchStatisticsEngine(RoundEngine engine, Network network) {
    this.engine = engine;
    this.network = network;
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    BatchStatistics statistics = network.batchStatistics();
    FlatVector asked =
        FlatVector.zeros(weights.precision(), weights.length() + statistics.valueCount());
    asked.setSlice(0, weights);
    RoundTimes times = RoundTimes.NONE;
    double penalty = 0;
    for (int pass = 1; pass <= statistics.passes(); pass++) {
      RoundResult result = engine.run(asked, round.preparation(pass));
      GradientSum sum = result.sum();
      try {
        penalty += statistics.lay(pass, sum.gradient(), sum.weight(), asked);
      } catch (UnusableInputException e) {
        throw new DivergenceException(round, e.getMessage());
      }
      times = times.plus(result.times());
    }
    RoundResult last = engine.run(asked, round);
    return new RoundResult(
        gradient(last.sum()), times.plus(last.times()), last.forgetful(), penalty);
  }

  /** Where a pass has more sums than there are parameters the vector is longer than a gradient. */
  private GradientSum gradient(GradientSum sum) {
    int parameters = network.parameterCount();
    return sum.gradient().length() > parameters ? sum.slice(0, parameters) : sum;
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return engine.evaluate(weights);
  }

  @Override
  public Set<String> answered() {
    return engine.answered();
  }

  @Override
  public void close() {
    engine.close();
  }
}
