package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * LAMB (You et al. 2020, «Large batch optimization for deep learning: training BERT in 76 minutes»,
 * algorithm 2): with Adam's moments, both bias-corrected, r = m̂ / (√v̂ + ε) + λ w, and for each
 * parameter by itself w ← w − η ‖w‖ / ‖r‖ · r, that is, φ is the identity. State: the moments.
 *
 * <p>β1 = 0.9, β2 = 0.999, ε = 1e-6, λ = 0.01 and η = 0.001 are the paper's and its reference
 * code's. As that code does, and unlike the paper's text, biases and the like ({@link
 * ParameterLayout.Span#isWeight}) do not decay and have a ratio of 1; so has a parameter whose
 * weights or r are all zero, for which it is not defined.
 */
public record Lamb(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-6") double epsilon,
    @Default("0.01") double weightDecay)
    implements LearningRateRule {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  public Lamb {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
    Require.notNegative("weightDecay", weightDecay);
  }

  @Override
  public boolean decaysWeights() {
    return true;
  }

  @Override
  public List<String> vectors() {
    return List.of(FIRST, SECOND);
  }

  @Override
  public void apply(Update update, LinkState state) {
    List<ParameterLayout.Span> spans = update.layout().spans();
    double correction1 = 1 - Math.pow(beta1, (double) update.count());
    double correction2 = 1 - Math.pow(beta2, (double) update.count());
    update.each(
        block -> {
          double[] d = block.step();
          double[] w = block.weights();
          double[] m = block.vector(0);
          double[] v = block.vector(1);
          double decay = spans.get(block.span()).isWeight() ? weightDecay : 0;
          for (int i = 0; i < block.count(); i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * d[i];
            v[i] = beta2 * v[i] + (1 - beta2) * d[i] * d[i];
            double corrected = m[i] / correction1;
            d[i] = corrected / (Math.sqrt(v[i] / correction2) + epsilon) + decay * w[i];
          }
        },
        state.vector(FIRST),
        state.vector(SECOND));
    Sum weightSquares = update.sum(block -> block.squares(block.weights()));
    Sum stepSquares = update.sum(block -> block.squares(block.step()));
    double[] ofWeights = weightSquares.bySpan(spans.size());
    double[] ofStep = stepSquares.bySpan(spans.size());
    double rate = update.rate(learningRate);
    double[] rates = new double[spans.size()];
    for (int i = 0; i < rates.length; i++) {
      boolean isDefined = spans.get(i).isWeight() && ofWeights[i] > 0 && ofStep[i] > 0;
      rates[i] = rate * (isDefined ? Math.sqrt(ofWeights[i]) / Math.sqrt(ofStep[i]) : 1);
    }
    update.each(
        block -> {
          double[] d = block.step();
          double scaled = rates[block.span()];
          for (int i = 0; i < block.count(); i++) {
            d[i] *= scaled;
          }
        });
  }
}
