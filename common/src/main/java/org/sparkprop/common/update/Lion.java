package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * Lion (Chen et al. 2023, «Symbolic discovery of optimization algorithms», algorithm 2): w ← w − η
 * (sign(β1 m + (1 − β1) g) + λ w); m ← β2 m + (1 − β2) g. Every weight moves by η whatever its
 * gradient, so η should be three to ten times smaller than Adam's, and λ that much larger. State:
 * the momentum m, half of what Adam keeps.
 *
 * <p>β1 = 0.9, β2 = 0.99 and η = 1e-4 are the paper's. Its λ is a matter of the task and comes as
 * {@code training.weight-decay}, which decays by η λ w as the paper does.
 */
public record Lion(
    @Default("0.0001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.99") double beta2)
    implements LearningRateRule {
  private static final String MOMENTUM = "momentum";

  public Lion {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
  }

  @Override
  public List<String> vectors() {
    return List.of(MOMENTUM);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate);
    update.each(
        block -> {
          double[] d = block.step();
          double[] m = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            double sign = Math.signum(beta1 * m[i] + (1 - beta1) * d[i]);
            m[i] = beta2 * m[i] + (1 - beta2) * d[i];
            d[i] = rate * sign;
          }
        },
        state.vector(MOMENTUM));
  }
}
