package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * LARS, layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017, «Large batch training of
 * convolutional networks», algorithm 1): for each parameter by itself λ = τ ‖w‖ / (‖g‖ + β ‖w‖); v
 * ← μ v + η λ (g + β w); w ← w − v. It keeps large batches trainable, where the ratio of a layer's
 * weights to its gradients differs much from layer to layer. State: the velocity v, with η in it as
 * in the paper.
 *
 * <p>τ = 0.001, μ = 0.9 and β = 0.0005 are the paper's; η = 1 is the middle of the rates that it
 * tries. Biases and the like ({@link ParameterLayout.Span#isWeight}) take λ = τ and no decay, since
 * their norms say nothing about their gradients; and λ = τ has a parameter whose weights or
 * gradient are all zero, for which the ratio says nothing. The paper treats biases as all others.
 * Widespread implementations leave them out too, but with λ = 1, which needs an η a thousand times
 * smaller than the one that τ wants.
 */
public record Lars(
    @Default("1") Schedule learningRate,
    @Default("0.9") double momentum,
    @Default("0.0005") double weightDecay,
    @Default("0.001") double trust)
    implements LearningRateRule {
  private static final String VELOCITY = "velocity";

  public Lars {
    Require.fraction("momentum", momentum);
    Require.notNegative("weightDecay", weightDecay);
    Require.positive("trust", trust);
  }

  @Override
  public boolean decaysWeights() {
    return true;
  }

  @Override
  public List<String> vectors() {
    return List.of(VELOCITY);
  }

  @Override
  public void apply(Update update, LinkState state) {
    int spans = update.layout().spans().size();
    Sum weightSquares = update.sum(block -> block.squares(block.weights()));
    Sum gradientSquares = update.sum(block -> block.squares(block.step()));
    double[] ofWeights = weightSquares.bySpan(spans);
    double[] ofGradient = gradientSquares.bySpan(spans);
    double rate = update.rate(learningRate);
    double[] rates = new double[spans];
    double[] decays = new double[spans];
    for (int i = 0; i < spans; i++) {
      boolean isWeight = update.layout().spans().get(i).isWeight();
      decays[i] = isWeight ? weightDecay : 0;
      double weights = Math.sqrt(ofWeights[i]);
      double gradient = Math.sqrt(ofGradient[i]);
      boolean isDefined = isWeight && weights > 0 && gradient > 0;
      rates[i] = rate * trust * (isDefined ? weights / (gradient + weightDecay * weights) : 1);
    }
    update.each(
        block -> {
          double[] d = block.step();
          double[] w = block.weights();
          double[] v = block.vector(0);
          double scaled = rates[block.span()];
          double decay = decays[block.span()];
          for (int i = 0; i < block.count(); i++) {
            v[i] = momentum * v[i] + scaled * (d[i] + decay * w[i]);
            d[i] = v[i];
          }
        },
        state.vector(VELOCITY));
  }
}
