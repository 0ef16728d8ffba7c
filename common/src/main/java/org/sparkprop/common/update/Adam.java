package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.schedule.Schedule;
import org.sparkprop.common.vector.FlatVector;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), with its defaults, bias correction, and epsilon outside
 * the root, as there. State: the first and second moments. (It is RMSProp with momentum and
 * corrected for its start at zero; it has nothing of Rprop or Levenberg-Marquardt.)
 */
public record Adam(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-8") double epsilon)
    implements UpdateRule {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  public Adam {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
  }

  @Override
  public List<String> stateNames() {
    return List.of(FIRST, SECOND);
  }

  @Override
  public void update(
      FlatVector weights, FlatVector gradient, UpdateState state, Progress progress) {
    double rate = learningRate.at(progress) / (1 - Math.pow(beta1, (double) progress.round()));
    double correction2 = 1 - Math.pow(beta2, (double) progress.round());
    Blocks.forEach(
        weights,
        gradient,
        (w, g, s, count) -> {
          double[] m = s[0];
          double[] v = s[1];
          for (int i = 0; i < count; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            w[i] -= rate * m[i] / (Math.sqrt(v[i] / correction2) + epsilon);
          }
        },
        state.get(FIRST),
        state.get(SECOND));
  }
}
