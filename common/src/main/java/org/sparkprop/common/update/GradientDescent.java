package org.sparkprop.common.update;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.schedule.Schedule;
import org.sparkprop.common.vector.FlatVector;

/** Plain gradient descent: w ← w − η g. No state. */
public record GradientDescent(@Default("0.01") Schedule learningRate) implements UpdateRule {
  @Override
  public void update(
      FlatVector weights, FlatVector gradient, UpdateState state, Progress progress) {
    double rate = learningRate.at(progress);
    Blocks.forEach(
        weights,
        gradient,
        (w, g, s, count) -> {
          for (int i = 0; i < count; i++) {
            w[i] -= rate * g[i];
          }
        });
  }
}
