package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * Nadam (Dozat 2016, «Incorporating Nesterov momentum into Adam», with the momentum schedule of the
 * longer report of the same name, algorithm 8): μ_t = β1 (1 − ½ · 0.96^(t ψ)); the step is η
 * (μ_{t+1} m / (1 − Π_{i≤t+1} μ_i) + (1 − μ_t) g / (1 − Π_{i≤t} μ_i)) / (√(v / (1 − β2^t)) + ε).
 * State: both moments and the product of all μ so far.
 *
 * <p>ψ = 0.004, η = 0.002, β2 = 0.999 and ε = 1e-8 are the report's. β1 = 0.9 is Adam's, as in
 * Keras and PyTorch; the report's experiments have 0.99, halved at first by the schedule.
 */
public record Nadam(
    @Default("0.002") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-8") double epsilon,
    @Default("0.004") double momentumDecay)
    implements LearningRateRule {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";
  private static final String PRODUCT = "momentum-product";

  public Nadam {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
    Require.notNegative("momentumDecay", momentumDecay);
  }

  @Override
  public List<String> vectors() {
    return List.of(FIRST, SECOND);
  }

  @Override
  public Map<String, Double> numbers() {
    return Map.of(PRODUCT, 1.0);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double now = momentum(update.count());
    double next = momentum(update.count() + 1);
    double product = state.number(PRODUCT) * now;
    state.set(PRODUCT, product);
    double rate = update.rate(learningRate);
    double ofGradient = rate * (1 - now) / (1 - product);
    double ofMoment = rate * next / (1 - product * next);
    double correction2 = 1 - Math.pow(beta2, (double) update.count());
    update.each(
        block -> {
          double[] d = block.step();
          double[] m = block.vector(0);
          double[] v = block.vector(1);
          for (int i = 0; i < block.count(); i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * d[i];
            v[i] = beta2 * v[i] + (1 - beta2) * d[i] * d[i];
            double moved = ofGradient * d[i] + ofMoment * m[i];
            d[i] = moved / (Math.sqrt(v[i] / correction2) + epsilon);
          }
        },
        state.vector(FIRST),
        state.vector(SECOND));
  }

  private double momentum(double step) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
  }
}
