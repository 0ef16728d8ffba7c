package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * AMSGrad (Reddi, Kale and Kumar 2018, «On the convergence of Adam and beyond», algorithm 2): Adam
 * whose second moment, where it divides, is the largest one so far. State: both moments and the
 * largest second moment.
 *
 * <p>The paper corrects no bias; practice (PyTorch) does, dividing both m and the largest v by
 * Adam's corrections, since else the first steps are too long by 1 / √(1 − β2). {@code
 * biasCorrection: false} is the paper's algorithm. It has no ε (PyTorch's 1e-8 here, outside the
 * root); β1 and β2 as in {@link Adam}, which the paper starts from.
 */
public record Amsgrad(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-8") double epsilon,
    @Default("true") boolean biasCorrection)
    implements LearningRateRule {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";
  private static final String LARGEST = "largest-second-moment";

  public Amsgrad {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
  }

  @Override
  public List<String> vectors() {
    return List.of(FIRST, SECOND, LARGEST);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double steps = update.count();
    double correction1 = biasCorrection ? 1 - Math.pow(beta1, steps) : 1;
    double correction2 = biasCorrection ? 1 - Math.pow(beta2, steps) : 1;
    double rate = update.rate(learningRate) / correction1;
    update.each(
        block -> {
          double[] d = block.step();
          double[] m = block.vector(0);
          double[] v = block.vector(1);
          double[] most = block.vector(2);
          for (int i = 0; i < block.count(); i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * d[i];
            v[i] = beta2 * v[i] + (1 - beta2) * d[i] * d[i];
            most[i] = Math.max(most[i], v[i]);
            d[i] = rate * m[i] / (Math.sqrt(most[i] / correction2) + epsilon);
          }
        },
        state.vector(FIRST),
        state.vector(SECOND),
        state.vector(LARGEST));
  }
}
