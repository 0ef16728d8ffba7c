package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.FlatVector;

/**
 * An exponential moving average of the weights (Polyak and Juditsky 1992 average them evenly; the
 * exponential form is practice's): a ← δ a + (1 − δ) w after every update. The average is what is
 * evaluated at the end of epochs and what goes into the model; training itself goes on from the
 * weights. It begins with the weights after the first update, and while it is young its decay is (1
 * + t) / (10 + t), t counting updates, where that is less than δ, as in TensorFlow's
 * ExponentialMovingAverage, so that the start is forgotten soon. State: a.
 *
 * @param decay δ; 0.999 averages over some thousand updates
 */
public record WeightAverage(double decay) implements Link {
  private static final String AVERAGE = "average";
  private static final String UPDATES = "updates";

  public WeightAverage {
    Require.fraction("decay", decay);
  }

  @Override
  public List<String> vectors() {
    return List.of(AVERAGE);
  }

  @Override
  public Map<String, Double> numbers() {
    return Map.of(UPDATES, 0.0);
  }

  @Override
  public void afterMove(Update update, LinkState state) {
    double before = state.number(UPDATES);
    state.set(UPDATES, before + 1);
    double keeps = before == 0 ? 0 : Math.min(decay, (1 + before) / (10 + before));
    update.each(
        block -> {
          double[] average = block.vector(0);
          double[] w = block.weights();
          for (int i = 0; i < block.count(); i++) {
            average[i] = keeps * average[i] + (1 - keeps) * w[i];
          }
        },
        state.vector(AVERAGE));
  }

  @Override
  public FlatVector evaluated(FlatVector weights, LinkState state) {
    return state.number(UPDATES) == 0 ? weights : state.vector(AVERAGE);
  }
}
