package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * Nesterov's accelerated gradient in the form of Bengio, Boulanger-Lewandowski and Pascanu 2013,
 * where the weights are the looked-ahead ones: v ← μ v + g; w ← w − η (g + μ v). State: the
 * velocity v. Defaults as in {@link Momentum}.
 */
public record Nesterov(@Default("0.01") Schedule learningRate, @Default("0.9") double momentum)
    implements LearningRateRule {
  private static final String VELOCITY = "velocity";

  public Nesterov {
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
            d[i] = rate * (d[i] + momentum * v[i]);
          }
        },
        state.vector(VELOCITY));
  }
}
