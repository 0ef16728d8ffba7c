package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * AdaGrad (Duchi, Hazan and Singer 2011, «Adaptive subgradient methods for online learning and
 * stochastic optimization», figure 1, with a diagonal matrix): G ← G + g²; w ← w − η g / (√G + ε).
 * State: the sum of squares G, which only grows, so that the steps only shrink.
 *
 * <p>The paper puts its δ beside the root too, and gives no values: ε = 1e-10 as in PyTorch, small
 * enough to serve for no more than a gradient of zero, and η = 0.01 as there.
 */
public record Adagrad(@Default("0.01") Schedule learningRate, @Default("1e-10") double epsilon)
    implements LearningRateRule {
  private static final String SQUARES = "sum-of-squares";

  public Adagrad {
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
          double[] s = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            s[i] += d[i] * d[i];
            d[i] = rate * d[i] / (Math.sqrt(s[i]) + epsilon);
          }
        },
        state.vector(SQUARES));
  }
}
