package org.sparkprop.common.update;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * Runs a {@link Chain} over the rounds of one run, and owns its {@link UpdateState}. One thread at
 * a time.
 */
public final class Updater {
  private final Chain chain;
  private final ParameterLayout layout;
  private final UpdateState state;
  private final Sweeper sweeper;

  private Updater(Chain chain, ParameterLayout layout, UpdateState state) {
    this.chain = chain;
    this.layout = layout;
    this.state = state;
    this.sweeper = new Sweeper(layout);
  }

  /** At the start of a run. */
  public static Updater start(Chain chain, ParameterLayout layout, Precision precision) {
    return new Updater(
        chain, layout, UpdateState.initial(chain.links(), precision, layout.length()));
  }

  /**
   * Goes on from a saved state, which is taken over.
   *
   * @throws IllegalArgumentException if the state is not one of this chain
   */
  public static Updater resume(
      Chain chain, ParameterLayout layout, Precision precision, UpdateState saved) {
    saved.requireLike(UpdateState.initial(chain.links(), precision, layout.length()));
    return new Updater(chain, layout, saved);
  }

  /**
   * Moves {@code weights} by what a round found.
   *
   * @return figures that the links report, by name
   */
  public Map<String, Double> update(FlatVector weights, RoundMean mean, Progress progress) {
    long count = (long) state.number(UpdateState.UPDATES) + 1;
    Update update = new Update(progress, count, layout, sweeper, weights, mean);
    update.scaleRate(learningRateFactor());
    for (Link link : chain.links()) {
      link.apply(update, stateOf(link));
      if (update.isPostponed()) {
        return update.finish();
      }
    }
    update.move(Updater::subtractStep);
    chain.links().forEach(link -> link.afterMove(update, stateOf(link)));
    state.set(UpdateState.UPDATES, count);
    return update.finish();
  }

  /**
   * What goes to the shards in the next round: the weights and, where a link wants one, a direction
   * behind them. Read only.
   */
  public FlatVector asked(FlatVector weights) {
    for (Link link : chain.links()) {
      Optional<FlatVector> direction = link.direction(stateOf(link));
      if (direction.isPresent()) {
        FlatVector both = FlatVector.zeros(weights.precision(), 2 * weights.length());
        both.setSlice(0, weights);
        both.setSlice(weights.length(), direction.get());
        return both;
      }
    }
    return weights;
  }

  /** Whether rounds after the first are trials; see {@link UpdateRule#takesBackTrials}. */
  public boolean takesBackTrials() {
    return chain.links().stream()
        .anyMatch(link -> link instanceof UpdateRule rule && rule.takesBackTrials());
  }

  private static void subtractStep(Block block) {
    double[] w = block.weights();
    double[] step = block.step();
    for (int i = 0; i < block.count(); i++) {
      w[i] -= step[i];
    }
  }

  private LinkState stateOf(Link link) {
    return new LinkState(state, UpdateState.name(link));
  }

  /**
   * The weights to evaluate, and to keep if the run ended now: {@code weights} themselves or, where
   * a link keeps better ones, those. Read only.
   */
  public FlatVector evaluated(FlatVector weights) {
    FlatVector evaluated = weights;
    for (Link link : chain.links()) {
      evaluated = link.evaluated(evaluated, stateOf(link));
    }
    return evaluated;
  }

  /** Shows an epoch's measures to the links. */
  public void epochEnded(EpochMeasures epoch) {
    chain.links().forEach(link -> link.epochEnded(epoch, stateOf(link)));
  }

  /** Whether the run is to end before its time. */
  public boolean wantsStop() {
    return earlyStopping().filter(link -> link.wantsStop(stateOf(link))).isPresent();
  }

  /** The epoch whose weights are kept, where that is not simply the last one. */
  public OptionalLong bestEpoch() {
    return earlyStopping().map(link -> link.bestEpoch(stateOf(link))).orElse(OptionalLong.empty());
  }

  /** The weights that go into the model when the run has ended. Read only. */
  public FlatVector kept(FlatVector weights) {
    FlatVector evaluated = evaluated(weights);
    return earlyStopping().map(link -> link.kept(evaluated, stateOf(link))).orElse(evaluated);
  }

  private Optional<EarlyStopping> earlyStopping() {
    return chain.links().stream()
        .filter(EarlyStopping.class::isInstance)
        .map(EarlyStopping.class::cast)
        .findFirst();
  }

  /** What the learning rate of every schedule is multiplied by; 1 unless the run was taken back. */
  public double learningRateFactor() {
    return state.number(UpdateState.RATE_FACTOR);
  }

  /**
   * Goes back to an earlier state of this run, with a learning rate of its own from there on.
   *
   * @param saved copied, not kept
   */
  public void takeBack(UpdateState saved, double learningRateFactor) {
    state.restore(saved);
    state.set(UpdateState.RATE_FACTOR, learningRateFactor);
  }

  /** All that must be saved beside the weights for a run to go on with the same bits. */
  public UpdateState state() {
    return state;
  }
}
