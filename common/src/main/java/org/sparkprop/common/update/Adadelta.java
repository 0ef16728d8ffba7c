package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * AdaDelta (Zeiler 2012, «ADADELTA: an adaptive learning rate method», algorithm 1): E ← ρ E + (1 −
 * ρ) g²; Δ = √(D + ε) / √(E + ε) · g; D ← ρ D + (1 − ρ) Δ²; w ← w − η Δ, with ε inside both roots,
 * as there. State: the running means of the squared gradients, E, and of the squared steps, D.
 *
 * <p>ρ = 0.95 and ε = 1e-6 are the paper's values. It has no learning rate, which η = 1 leaves it
 * with; a schedule or smaller η is practice's addition, and D is of the steps without it.
 */
public record Adadelta(
    @Default("1") Schedule learningRate,
    @Default("0.95") double rho,
    @Default("1e-6") double epsilon)
    implements LearningRateRule {
  private static final String GRADIENTS = "squared-gradient";
  private static final String STEPS = "squared-step";

  public Adadelta {
    Require.fraction("rho", rho);
    Require.positive("epsilon", epsilon);
  }

  @Override
  public List<String> vectors() {
    return List.of(GRADIENTS, STEPS);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate);
    update.each(
        block -> {
          double[] d = block.step();
          double[] e = block.vector(0);
          double[] s = block.vector(1);
          for (int i = 0; i < block.count(); i++) {
            e[i] = rho * e[i] + (1 - rho) * d[i] * d[i];
            double step = Math.sqrt(s[i] + epsilon) / Math.sqrt(e[i] + epsilon) * d[i];
            s[i] = rho * s[i] + (1 - rho) * step * step;
            d[i] = rate * step;
          }
        },
        state.vector(GRADIENTS),
        state.vector(STEPS));
  }
}
