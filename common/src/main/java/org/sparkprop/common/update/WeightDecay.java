package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Decoupled weight decay (Loshchilov and Hutter 2019, «Decoupled weight decay regularization»):
 * beside the rule's step, w ← w − η λ w, with the rule's learning rate η of the round. Unlike an L2
 * {@link Penalty} it passes through no moments. With plain gradient descent the two are the same.
 *
 * @param rate λ
 * @param parameters which decay, see {@link ParameterLayout#require}
 */
public record WeightDecay(double rate, @Default("weights") List<String> parameters) {
  public WeightDecay {
    Require.notNegative("rate", rate);
    parameters = List.copyOf(parameters);
  }

  /** The link that decays with this rule's learning rate. */
  public Link with(LearningRateRule rule) {
    return new OfRule(this, rule);
  }

  /** Adds to the step. */
  void apply(Update update, double learningRate) {
    boolean[] decays = update.layout().selected(parameters);
    double factor = learningRate * rate;
    update.each(
        block -> {
          if (decays[block.span()]) {
            double[] d = block.step();
            double[] w = block.weights();
            for (int i = 0; i < block.count(); i++) {
              d[i] += factor * w[i];
            }
          }
        });
  }

  /** Decay beside a rule. */
  private record OfRule(WeightDecay decay, LearningRateRule rule) implements Link {
    @Override
    public void check(ParameterLayout layout) {
      layout.require(decay.parameters, "training.weight-decay.parameters");
    }

    @Override
    public void apply(Update update, LinkState state) {
      decay.apply(update, update.rate(rule.learningRate()));
    }
  }
}
