package org.sparkprop.common.update;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.update.LineSearch.Point;
import org.sparkprop.common.vector.FlatVector;

/**
 * L-BFGS (Liu and Nocedal 1989; Nocedal and Wright 2006, algorithms 7.4 and 7.5) with a {@link
 * LineSearch} for the strong Wolfe conditions.
 *
 * <p>A round evaluates loss and gradient at one trial point, so an iteration is one round or a few.
 * Between rounds the weights are the trial point; the last accepted point, from which the search
 * goes on, is part of the state. That one is evaluated at the end of epochs and goes into the
 * model; a checkpoint holds both. Rounds' losses are those of trial points and may rise; {@code
 * accepted-loss} never does.
 *
 * <p>State, each vector the size of the weights: the accepted point and its gradient, the
 * direction, the gradient of the search's lowest point, and for each k below {@code pairs} {@code
 * step-k} and {@code change-k}, the latest steps and changes of the gradient, a ring of which
 * {@code kept} count and {@code next} is overwritten next, with their products {@code curvature-k};
 * the scale of the inverse Hessian; and the numbers of the line search.
 *
 * <p>10 pairs are MLlib's; Nocedal and Wright find 3 to 20 good. The first trial along a gradient
 * is min(1, 1 / ‖g‖₁), as in minFunc; along any other direction 1.
 *
 * @param pairs of steps and changes of gradients that are kept
 */
@Name("l-bfgs")
public record LimitedMemoryBfgs(@Default("10") int pairs) implements FullBatchRule {
  private static final String ACCEPTED = "accepted";
  private static final String GRADIENT = "accepted-gradient";
  private static final String DIRECTION = "direction";
  private static final String LOW_GRADIENT = "low-gradient";
  private static final String STEP = "step-";
  private static final String CHANGE = "change-";
  private static final String KEPT = "kept";
  private static final String NEXT = "next";
  private static final String SCALE = "scale";
  private static final String CURVATURE = "curvature-";
  private static final String IS_SEARCHING = "is-searching";

  /** A pair whose curvature is less than this share of the change's square says nothing. */
  private static final double LEAST_CURVATURE = 1e-10;

  public LimitedMemoryBfgs {
    Require.atLeast("pairs", pairs, 1);
  }

  @Override
  public List<String> vectors() {
    List<String> names = new ArrayList<>(List.of(ACCEPTED, GRADIENT, DIRECTION, LOW_GRADIENT));
    for (int k = 0; k < pairs; k++) {
      names.add(STEP + k);
      names.add(CHANGE + k);
    }
    return names;
  }

  @Override
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>(LineSearch.begin(0, 0, 0).numbers());
    numbers.putAll(Map.of(KEPT, 0.0, NEXT, 0.0, SCALE, 1.0, IS_SEARCHING, 0.0));
    for (int k = 0; k < pairs; k++) {
      numbers.put(CURVATURE + k, 0.0);
    }
    return numbers;
  }

  @Override
  public boolean takesBackTrials() {
    return true;
  }

  @Override
  public FlatVector evaluated(FlatVector weights, LinkState state) {
    return state.number(IS_SEARCHING) == 0 ? weights : state.vector(ACCEPTED);
  }

  @Override
  public void apply(Update update, LinkState state) {
    double loss = update.loss();
    if (state.number(IS_SEARCHING) == 0) {
      update.each(
          block -> {
            copy(block.weights(), block.vector(0), block);
            copy(block.step(), block.vector(1), block);
          },
          state.vector(ACCEPTED),
          state.vector(GRADIENT));
      searchAlongGradient(update, state, loss);
    } else {
      Sum slope = update.sum(LimitedMemoryBfgs::ofStep, state.vector(DIRECTION));
      goOn(update, state, loss, slope.total());
    }
    LineSearch search = LineSearch.of(state::number);
    update.report("accepted-loss", search.start().loss());
    moveTo(search.trial(), update, state);
    update.each(block -> Arrays.fill(block.step(), 0, block.count(), 0));
  }

  /** Puts the weights to a point of the line. */
  private static void moveTo(double t, Update update, LinkState state) {
    update.move(
        block -> {
          double[] w = block.weights();
          double[] accepted = block.vector(0);
          double[] direction = block.vector(1);
          for (int i = 0; i < block.count(); i++) {
            w[i] = accepted[i] + t * direction[i];
          }
        },
        state.vector(ACCEPTED),
        state.vector(DIRECTION));
  }

  /** Shows the trial's loss and slope to the line search and does what it says. */
  private void goOn(Update update, LinkState state, double loss, double slope) {
    LineSearch before = LineSearch.of(state::number);
    LineSearch search = before.next(loss, slope);
    Point low = search.low();
    switch (search.stage()) {
      case TRIAL_ACCEPTED -> accept(update, state, loss);
      case LOW_ACCEPTED -> {
        boolean isStuck = low.t() == 0;
        update.each(
            block -> copy(block.vector(0), block.step(), block),
            state.vector(isStuck ? GRADIENT : LOW_GRADIENT));
        if (isStuck) {
          // No point of the line is better: the pairs have led astray, or this is a minimum as
          // far as the numbers can tell.
          searchAlongGradient(update, state, search.start().loss());
        } else {
          moveTo(low.t(), update, state);
          update.flush();
          accept(update, state, low.loss());
        }
      }
      case BRACKETING, ZOOMING -> {
        if (low.t() == before.trial()) {
          update.each(
              block -> copy(block.step(), block.vector(0), block), state.vector(LOW_GRADIENT));
        }
        search.numbers().forEach(state::set);
      }
    }
  }

  /** Takes the weights as they stand, whose gradient is the step, for the next point. */
  private void accept(Update update, LinkState state, double loss) {
    int slot = (int) state.number(NEXT);
    FlatVector step = state.vector(STEP + slot);
    FlatVector change = state.vector(CHANGE + slot);
    update.each(
        block -> {
          double[] w = block.weights();
          double[] g = block.step();
          for (int i = 0; i < block.count(); i++) {
            block.vector(2)[i] = w[i] - block.vector(0)[i];
            block.vector(3)[i] = g[i] - block.vector(1)[i];
          }
          copy(w, block.vector(0), block);
          copy(g, block.vector(1), block);
        },
        state.vector(ACCEPTED),
        state.vector(GRADIENT),
        step,
        change);
    Sum products =
        update.sum(block -> block.products(block.vector(0), block.vector(1)), step, change);
    Sum squares = update.sum(block -> block.squares(block.vector(0)), change);
    double curvature = products.total();
    if (curvature > LEAST_CURVATURE * squares.total()) {
      state.set(CURVATURE + slot, curvature);
      state.set(SCALE, curvature / squares.total());
      state.set(NEXT, (slot + 1) % pairs);
      state.set(KEPT, Math.min(pairs, state.number(KEPT) + 1));
    } else {
      // The oldest pair stood in that slot, if all were taken.
      state.set(KEPT, Math.min(pairs - 1, state.number(KEPT)));
    }
    search(update, state, loss);
  }

  /** Begins a search along the quasi-Newton direction from the accepted point. */
  private void search(Update update, LinkState state, double loss) {
    twoLoops(update, state);
    update.each(block -> copy(block.step(), block.vector(0), block), state.vector(DIRECTION));
    double slope = update.sum(LimitedMemoryBfgs::ofStep, state.vector(GRADIENT)).total();
    if (slope < 0) {
      LineSearch.begin(loss, slope, 1).numbers().forEach(state::set);
      return;
    }
    update.each(block -> copy(block.vector(0), block.step(), block), state.vector(GRADIENT));
    searchAlongGradient(update, state, loss);
  }

  /**
   * Nocedal and Wright's algorithm 7.4: turns the step, which is the gradient, into −H times it, H
   * being the inverse Hessian as the pairs tell.
   */
  private void twoLoops(Update update, LinkState state) {
    update.each(block -> scale(block, -1));
    int kept = (int) state.number(KEPT);
    double[] alphas = new double[kept];
    for (int age = 0; age < kept; age++) {
      int slot = Math.floorMod((int) state.number(NEXT) - 1 - age, pairs);
      double product = update.sum(LimitedMemoryBfgs::ofStep, state.vector(STEP + slot)).total();
      alphas[age] = product / state.number(CURVATURE + slot);
      addTimes(-alphas[age], state.vector(CHANGE + slot), update);
    }
    double scale = state.number(SCALE);
    update.each(block -> scale(block, scale));
    for (int age = kept - 1; age >= 0; age--) {
      int slot = Math.floorMod((int) state.number(NEXT) - 1 - age, pairs);
      double product = update.sum(LimitedMemoryBfgs::ofStep, state.vector(CHANGE + slot)).total();
      double beta = product / state.number(CURVATURE + slot);
      addTimes(alphas[age] - beta, state.vector(STEP + slot), update);
    }
  }

  private static void addTimes(double factor, FlatVector vector, Update update) {
    update.each(
        block -> {
          double[] d = block.step();
          double[] addend = block.vector(0);
          for (int i = 0; i < block.count(); i++) {
            d[i] += factor * addend[i];
          }
        },
        vector);
  }

  /** Forgets the pairs and begins a search against the gradient, which the step is. */
  private static void searchAlongGradient(Update update, LinkState state, double loss) {
    state.set(KEPT, 0);
    state.set(NEXT, 0);
    Sum magnitudes = update.sum(block -> block.magnitudes(block.step()));
    double slope = -update.sum(block -> block.squares(block.step())).total();
    update.each(
        block -> {
          scale(block, -1);
          copy(block.step(), block.vector(0), block);
        },
        state.vector(DIRECTION));
    // Where the gradient is zero nothing is sought, and the next round looks again.
    double first = slope == 0 ? 0 : Math.min(1, 1 / magnitudes.total());
    state.set(IS_SEARCHING, slope == 0 ? 0 : 1);
    LineSearch.begin(loss, slope, first).numbers().forEach(state::set);
  }

  private static double ofStep(Block block) {
    return block.products(block.step(), block.vector(0));
  }

  private static void scale(Block block, double factor) {
    double[] d = block.step();
    for (int i = 0; i < block.count(); i++) {
      d[i] *= factor;
    }
  }

  private static void copy(double[] from, double[] to, Block block) {
    System.arraycopy(from, 0, to, 0, block.count());
  }
}
