package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * Adam (Kingma and Ba 2015, «Adam: a method for stochastic optimization», algorithm 1), with its
 * defaults, bias correction, and epsilon outside the root, as there. State: the first and second
 * moments. (It is RMSProp with momentum and corrected for its start at zero; it has nothing of
 * Rprop or Levenberg-Marquardt.)
 */
public record Adam(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-8") double epsilon)
    implements LearningRateRule {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  public Adam {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
  }

  @Override
  public List<String> vectors() {
    return List.of(FIRST, SECOND);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate) / (1 - Math.pow(beta1, (double) update.count()));
    double correction2 = 1 - Math.pow(beta2, (double) update.count());
    update.each(
        block -> {
          double[] d = block.step();
          double[] m = block.vector(0);
          double[] v = block.vector(1);
          for (int i = 0; i < block.count(); i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * d[i];
            v[i] = beta2 * v[i] + (1 - beta2) * d[i] * d[i];
            d[i] = rate * m[i] / (Math.sqrt(v[i] / correction2) + epsilon);
          }
        },
        state.vector(FIRST),
        state.vector(SECOND));
  }
}
