package org.sparkprop.driver.round;

import java.util.Arrays;
import java.util.Optional;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.layer.UnusableInputException;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.MeanPenalties;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.worker.round.Round;

/**
 * Rounds of a network with {@linkplain org.sparkprop.common.layer.MeanPenalty penalties of means}:
 * each is two of another engine's, over the same rows and with the same noise. The first goes
 * forward only and gives the means of the whole batch; the second has the penalties' slopes there
 * behind the weights, and gives the gradient of both loss and penalties.
 *
 * <p>The slopes go out times Σ weight / rows, since each row counts once in a mean and the gradient
 * will be divided by Σ weight.
 */
public final class MeanPenaltyEngine implements RoundEngine {
  private final RoundEngine engine;
  private final Network network;

  public MeanPenaltyEngine(RoundEngine engine, Network network) {
    this.engine = engine;
    this.network = network;
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    MeanPenalties penalties = network.meanPenalties();
    FlatVector asked = FlatVector.zeros(weights.precision(), weights.length() + penalties.count());
    asked.setSlice(0, weights);
    RoundResult first = engine.run(asked, round.forMeans());
    double[] means = means(first.sum());
    double penalty = 0;
    // What is not finite will be found, and its layer named, in the second pass.
    if (Arrays.stream(means).allMatch(Double::isFinite)) {
      penalty = penalty(means, round);
      double[] slopes = penalties.slopes(means);
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] *= first.sum().weight() / first.sum().rows();
      }
      asked.write(weights.length(), slopes.length, slopes);
    }
    RoundTimes times = first.times();
    RoundResult second = engine.run(asked, round);
    return new RoundResult(
        gradient(second.sum()), times.plus(second.times()), second.forgetful(), penalty);
  }

  private double[] means(GradientSum sums) {
    double[] means = new double[network.meanPenalties().count()];
    sums.gradient().read(0, means.length, means);
    for (int i = 0; i < means.length; i++) {
      means[i] /= sums.rows();
    }
    return means;
  }

  private double penalty(double[] means, Round round) {
    try {
      return network.meanPenalties().penalty(means);
    } catch (UnusableInputException e) {
      throw new DivergenceException(round, e.getMessage());
    }
  }

  /** Where there are more means than parameters the sum is longer than the gradient. */
  private GradientSum gradient(GradientSum sum) {
    int parameters = network.parameterCount();
    return sum.gradient().length() > parameters ? sum.slice(0, parameters) : sum;
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return engine.evaluate(weights);
  }

  @Override
  public void close() {
    engine.close();
  }
}
