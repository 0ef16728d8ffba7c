package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.schedule.Schedule;
import org.sparkprop.common.vector.FlatVector;

/**
 * Nesterov's accelerated gradient in the form of Bengio, Boulanger-Lewandowski and Pascanu 2013,
 * where the weights are the looked-ahead ones: v ← μ v + g; w ← w − η (g + μ v). State: the
 * velocity v.
 */
public record Nesterov(@Default("0.01") Schedule learningRate, @Default("0.9") double momentum)
    implements UpdateRule {
  private static final String VELOCITY = "velocity";

  public Nesterov {
    Require.fraction("momentum", momentum);
  }

  @Override
  public List<String> stateNames() {
    return List.of(VELOCITY);
  }

  @Override
  public void update(
      FlatVector weights, FlatVector gradient, UpdateState state, Progress progress) {
    double rate = learningRate.at(progress);
    Blocks.forEach(
        weights,
        gradient,
        (w, g, s, count) -> {
          double[] v = s[0];
          for (int i = 0; i < count; i++) {
            v[i] = momentum * v[i] + g[i];
            w[i] -= rate * (g[i] + momentum * v[i]);
          }
        },
        state.get(VELOCITY));
  }
}
