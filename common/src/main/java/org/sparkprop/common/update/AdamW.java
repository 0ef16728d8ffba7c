package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.schedule.Schedule;

/**
 * AdamW (Loshchilov and Hutter 2019, «Decoupled weight decay regularization», algorithm 2): {@link
 * Adam}, and beside its step w ← w − η λ w, so that the decay does not pass through the moments.
 * State: the moments.
 *
 * <p>The paper multiplies λ by the schedule's factor alone; here, as in PyTorch, it is multiplied
 * by the learning rate. λ = 0.01 is PyTorch's; the paper has none. By default only weights decay,
 * not biases and the like ({@link ParameterLayout.Span#isWeight}): the paper decays everything,
 * with {@code parameters: all} so does this.
 */
@Name("adamw")
public record AdamW(
    @Default("0.001") Schedule learningRate,
    @Default("0.9") double beta1,
    @Default("0.999") double beta2,
    @Default("1e-8") double epsilon,
    @Default("0.01") double weightDecay,
    @Default("weights") List<String> parameters)
    implements LearningRateRule {
  public AdamW {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
    Require.notNegative("weightDecay", weightDecay);
    parameters = List.copyOf(parameters);
  }

  private Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  @Override
  public boolean decaysWeights() {
    return true;
  }

  @Override
  public List<String> vectors() {
    return adam().vectors();
  }

  @Override
  public void check(ParameterLayout layout) {
    layout.require(parameters, "training.update-rule.adamw.parameters");
  }

  @Override
  public void apply(Update update, LinkState state) {
    adam().apply(update, state);
    new WeightDecay(weightDecay, parameters).apply(update, update.rate(learningRate));
  }
}
