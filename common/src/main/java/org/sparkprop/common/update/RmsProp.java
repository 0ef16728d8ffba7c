package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * RMSProp (Tieleman and Hinton 2012, «Neural networks for machine learning», lecture 6e): E ← ρ E +
 * (1 − ρ) g²; w ← w − η g / (√E + ε). It takes from Rprop the thought that a gradient's size should
 * not matter, in a form that mini-batches can bear. State: the running mean of the squared
 * gradients.
 *
 * <p>ρ = 0.9 and η = 0.001 are the lecture's (PyTorch has 0.99 and 0.01). The lecture has no ε;
 * here it stands outside the root with 1e-8, as in PyTorch.
 */
@Name("rmsprop")
public record RmsProp(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double rho,
    @Default("1e-8") double epsilon)
    implements LearningRateRule {
  private static final String SQUARES = "squared-gradient";

  public RmsProp {
    Require.fraction("rho", rho);
    Require.positive("epsilon", epsilon);
  }

  @Override
  public List<String> vectors() {
    return List.of(SQUARES);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate);
    update.each(
        block -> {
          double[] d = block.step();
          double[] e = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            e[i] = rho * e[i] + (1 - rho) * d[i] * d[i];
            d[i] = rate * d[i] / (Math.sqrt(e[i]) + epsilon);
          }
        },
        state.vector(SQUARES));
  }
}
