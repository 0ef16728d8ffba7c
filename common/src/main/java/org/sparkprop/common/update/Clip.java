package org.sparkprop.common.update;

import java.util.OptionalDouble;
import org.sparkprop.common.configuration.Require;

/**
 * Keeps the gradient, penalties included, from being too large: first each of its numbers by
 * itself, into −{@code value} … {@code value}, then all together, by scaling to the norm {@code
 * norm} where theirs is larger (Pascanu, Mikolov and Bengio 2013, «On the difficulty of training
 * recurrent neural networks», algorithm 1). The norm before is reported.
 */
public record Clip(OptionalDouble norm, OptionalDouble value) implements Link {
  public Clip {
    norm.ifPresent(limit -> Require.positive("norm", limit));
    value.ifPresent(limit -> Require.positive("value", limit));
    Require.that(norm.isPresent() || value.isPresent(), "expected a norm or a value, got none");
  }

  @Override
  public void apply(Update update, LinkState state) {
    if (value.isPresent()) {
      double limit = value.getAsDouble();
      update.each(
          block -> {
            double[] d = block.step();
            for (int i = 0; i < block.count(); i++) {
              d[i] = Math.max(-limit, Math.min(limit, d[i]));
            }
          });
    }
    if (norm.isPresent()) {
      double found = Math.sqrt(update.sum(block -> block.squares(block.step())).total());
      update.report("gradient-norm", found);
      if (found > norm.getAsDouble()) {
        double factor = norm.getAsDouble() / found;
        update.each(
            block -> {
              double[] d = block.step();
              for (int i = 0; i < block.count(); i++) {
                d[i] *= factor;
              }
            });
      }
    }
  }
}
