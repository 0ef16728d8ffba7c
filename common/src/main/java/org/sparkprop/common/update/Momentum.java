package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * Gradient descent with momentum, the heavy ball (Polyak 1964): v ← μ v + g; w ← w − η v. State:
 * the velocity v. (Sutskever et al. 2013 put η into v; with a constant η the weights are the same.)
 *
 * <p>μ = 0.9 is what Sutskever et al. and most after them start from; η = 0.01 as in gradient
 * descent.
 */
public record Momentum(@Default("0.01") Schedule learningRate, @Default("0.9") double momentum)
    implements LearningRateRule {
  private static final String VELOCITY = "velocity";

  public Momentum {
    Require.fraction("momentum", momentum);
  }

  @Override
  public List<String> vectors() {
    return List.of(VELOCITY);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate);
    update.each(
        block -> {
          double[] d = block.step();
          double[] v = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            v[i] = momentum * v[i] + d[i];
            d[i] = rate * v[i];
          }
        },
        state.vector(VELOCITY));
  }
}
