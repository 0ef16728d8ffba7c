package org.sparkprop.common.update;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Penalties that belong to what is minimised: λ₁ Σ |w| + ½ λ₂ Σ w² is added to the mean loss, and
 * its gradient λ₁ sign(w) + λ₂ w (0 at w = 0) to the mean gradient. The run's {@code loss} stays
 * that of the rows alone, so that runs can be compared; the penalty is reported beside it. Rules
 * that look at the loss see the sum.
 *
 * @param l1 λ₁
 * @param l2 λ₂, with the half, so that it is what others call weight decay
 * @param parameters which are penalised, see {@link ParameterLayout#require}
 */
public record Penalty(
    @Default("0") double l1, @Default("0") double l2, @Default("weights") List<String> parameters)
    implements Link {
  public Penalty {
    Require.notNegative("l1", l1);
    Require.notNegative("l2", l2);
    Require.that(l1 > 0 || l2 > 0, "expected l1 or l2 above 0, got none");
    parameters = List.copyOf(parameters);
  }

  @Override
  public void check(ParameterLayout layout) {
    layout.require(parameters, "training.penalty.parameters");
  }

  @Override
  public void apply(Update update, LinkState state) {
    boolean[] isPenalised = update.layout().selected(parameters);
    Sum penalty =
        update.sum(
            block -> {
              double[] w = block.weights();
              if (!isPenalised[block.span()]) {
                return 0;
              }
              double magnitudes = l1 == 0 ? 0 : l1 * block.magnitudes(w);
              return magnitudes + (l2 == 0 ? 0 : l2 / 2 * block.squares(w));
            });
    update.each(
        block -> {
          if (isPenalised[block.span()]) {
            double[] d = block.step();
            double[] w = block.weights();
            for (int i = 0; i < block.count(); i++) {
              d[i] += l1 * Math.signum(w[i]) + l2 * w[i];
            }
          }
        });
    update.addPenalty(penalty);
  }
}
