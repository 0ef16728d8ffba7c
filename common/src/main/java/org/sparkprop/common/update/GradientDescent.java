package org.sparkprop.common.update;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.schedule.Schedule;

/**
 * Plain gradient descent: w ← w − η g. No state.
 *
 * <p>The default of η, 0.01, is practice's (Keras); it has no source.
 */
public record GradientDescent(@Default("0.01") Schedule learningRate) implements LearningRateRule {
  @Override
  public void apply(Update update, LinkState state) {
    double rate = update.rate(learningRate);
    update.each(
        block -> {
          double[] d = block.step();
          for (int i = 0; i < block.count(); i++) {
            d[i] *= rate;
          }
        });
  }
}
