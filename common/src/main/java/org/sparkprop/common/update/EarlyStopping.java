package org.sparkprop.common.update;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.FlatVector;

/**
 * Ends a run when a measure has not become better for {@code patience} epochs, and keeps the
 * weights of the best epoch, also of a run that ends otherwise (Prechelt 1998, «Early stopping —
 * but when?», compares such rules; this is Goodfellow, Bengio and Courville 2016, algorithm 7.1,
 * with its patience counted in epochs). State: the best weights, their measure and epoch, and the
 * epochs since.
 *
 * @param patience epochs without gain after which the run ends; 10 is small enough for long epochs
 *     and outlasts the noise of short ones
 * @param leastChange that the measure must gain to count as better
 */
public record EarlyStopping(
    @Default("validation-loss") String measure,
    @Default("10") int patience,
    @Default("0") double leastChange)
    implements Link {
  private static final String WEIGHTS = "best-weights";
  private static final String BEST = "best";
  private static final String EPOCH = "best-epoch";
  private static final String WAITED = "epochs-without-gain";

  public EarlyStopping {
    Measure.require(measure);
    Require.atLeast("patience", patience, 1);
    Require.notNegative("leastChange", leastChange);
  }

  /** Whether there must be validation rows. */
  public boolean needsValidation() {
    return Measure.needsValidation(measure);
  }

  @Override
  public List<String> vectors() {
    return List.of(WEIGHTS);
  }

  @Override
  public Map<String, Double> numbers() {
    return Map.of(BEST, 0.0, EPOCH, 0.0, WAITED, 0.0);
  }

  @Override
  public void epochEnded(EpochMeasures epoch, LinkState state) {
    double value = Measure.of(epoch, measure, "training.early-stopping.measure");
    boolean isFirst = bestEpoch(state).isEmpty();
    if (isFirst || Measure.gain(measure, value, state.number(BEST)) > leastChange) {
      state.set(BEST, value);
      state.set(EPOCH, epoch.epoch());
      state.set(WAITED, 0);
      state.vector(WEIGHTS).setSlice(0, epoch.evaluated());
    } else {
      state.set(WAITED, state.number(WAITED) + 1);
    }
  }

  boolean wantsStop(LinkState state) {
    return state.number(WAITED) >= patience;
  }

  OptionalLong bestEpoch(LinkState state) {
    long epoch = (long) state.number(EPOCH);
    return epoch == 0 ? OptionalLong.empty() : OptionalLong.of(epoch);
  }

  /** The best weights so far, or else the given ones. */
  FlatVector kept(FlatVector weights, LinkState state) {
    return bestEpoch(state).isEmpty() ? weights : state.vector(WEIGHTS);
  }
}
