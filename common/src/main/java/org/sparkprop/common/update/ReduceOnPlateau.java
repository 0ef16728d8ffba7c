package org.sparkprop.common.update;

import java.util.Map;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Multiplies the learning rate by {@code factor} when a measure has not become better for more than
 * {@code patience} epochs, whatever the schedule. Practice's rule (He et al. 2016 divide by 10
 * «when the error plateaus»); factor, patience and threshold are PyTorch's. State: the factor so
 * far, the best value, whether there is one, and the epochs since.
 *
 * @param leastChange of its absolute size that a measure must gain to count as better
 * @param leastFactor below which the product of all reductions never falls
 */
public record ReduceOnPlateau(
    @Default("validation-loss") String measure,
    @Default("0.1") double factor,
    @Default("10") int patience,
    @Default("0.0001") double leastChange,
    @Default("0") double leastFactor)
    implements Link {
  private static final String SCALE = "factor";
  private static final String BEST = "best";
  private static final String WAITED = "epochs-without-gain";
  private static final String EPOCHS = "epochs";

  public ReduceOnPlateau {
    Measure.require(measure);
    Require.that(
        factor > 0 && factor < 1, "factor: expected a number between 0 and 1, got %s", factor);
    Require.atLeast("patience", patience, 0);
    Require.notNegative("leastChange", leastChange);
    Require.fraction("leastFactor", leastFactor);
  }

  /** Whether there must be validation rows. */
  public boolean needsValidation() {
    return Measure.needsValidation(measure);
  }

  @Override
  public Map<String, Double> numbers() {
    return Map.of(SCALE, 1.0, BEST, 0.0, WAITED, 0.0, EPOCHS, 0.0);
  }

  @Override
  public void apply(Update update, LinkState state) {
    update.scaleRate(state.number(SCALE));
  }

  @Override
  public void epochEnded(EpochMeasures epoch, LinkState state) {
    double value = Measure.of(epoch, measure, "training.reduce-on-plateau.measure");
    double best = state.number(BEST);
    boolean isFirst = state.number(EPOCHS) == 0;
    state.set(EPOCHS, state.number(EPOCHS) + 1);
    if (isFirst || Measure.gain(measure, value, best) > leastChange * Math.abs(best)) {
      state.set(BEST, value);
      state.set(WAITED, 0);
      return;
    }
    double waited = state.number(WAITED) + 1;
    if (waited > patience) {
      state.set(SCALE, Math.max(leastFactor, state.number(SCALE) * factor));
      waited = 0;
    }
    state.set(WAITED, waited);
  }
}
