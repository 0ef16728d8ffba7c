package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Require;

/**
 * Moves the weights once in so many rounds, by the mean gradient of all their rows: as a batch that
 * many times as large would, with the memory of a small one. Rounds of the run's end that are fewer
 * move them too. Schedules go on counting rounds; Adam's corrections count updates. State: Σ weight
 * · mean gradient, Σ weight, Σ weight · loss, and the rounds in them.
 *
 * @param rounds at least 2
 */
public record Accumulation(int rounds) implements Link {
  private static final String GRADIENT = "gradient";
  private static final String WEIGHT = "weight";
  private static final String LOSS = "loss";
  private static final String ROUNDS = "rounds";

  public Accumulation {
    Require.atLeast("rounds", rounds, 2);
  }

  @Override
  public List<String> vectors() {
    return List.of(GRADIENT);
  }

  @Override
  public Map<String, Double> numbers() {
    return Map.of(WEIGHT, 0.0, LOSS, 0.0, ROUNDS, 0.0);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double weight = state.number(WEIGHT) + update.weight();
    double loss = state.number(LOSS) + update.weight() * update.loss();
    double count = state.number(ROUNDS) + 1;
    boolean isLast = update.progress().round() >= update.progress().totalRounds();
    if (count < rounds && !isLast) {
      state.set(WEIGHT, weight);
      state.set(LOSS, loss);
      state.set(ROUNDS, count);
      update.each(block -> add(block, update.weight()), state.vector(GRADIENT));
      update.postpone();
      return;
    }
    numbers().forEach(state::set);
    update.setLoss(weight == 0 ? 0 : loss / weight);
    update.each(
        block -> {
          add(block, update.weight());
          double[] sum = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            block.step()[i] = weight == 0 ? 0 : sum[i] / weight;
            sum[i] = 0;
          }
        },
        state.vector(GRADIENT));
  }

  private static void add(Block block, double weight) {
    double[] sum = block.vector(0);
    double[] gradient = block.step();
    for (int i = 0; i < block.count(); i++) {
      sum[i] += weight * gradient[i];
    }
  }
}
