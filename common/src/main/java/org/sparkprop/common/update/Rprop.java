package org.sparkprop.common.update;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * Rprop, resilient backpropagation, in the four forms of Igel and Hüsken 2003, «Empirical
 * evaluation of the improved Rprop learning algorithms» (algorithms 1 to 4). Only the gradient's
 * sign counts: each weight has a step size Δ of its own, which grows by η⁺ while the sign stays and
 * shrinks by η⁻ where it changes; the weight moves by Δ against the sign. State: the gradient to
 * compare with, Δ, and where it may be taken back the last step; the last loss.
 *
 * <p>What happens where the sign has changed:
 *
 * <ul>
 *   <li>{@code rprop-plus} (Riedmiller and Braun 1993) takes the last step back, and does not
 *       compare with this gradient in the next round;
 *   <li>{@code rprop-minus} (Riedmiller 1994) moves by the shorter step;
 *   <li>{@code irprop-plus} takes the step back only if the loss has grown, and does not compare;
 *   <li>{@code irprop-minus} lets the weight stand, and does not compare. PyTorch's Rprop is this
 *       one.
 * </ul>
 *
 * <p>Igel and Hüsken find iRprop⁺ the best, which is the default. η⁻ = 0.5, η⁺ = 1.2, and Δ from
 * 1e-6 to 50 starting from 0.1 are Riedmiller and Braun's.
 */
public record Rprop(
    @Default("irprop-plus") Form form,
    @Default("0.5") double decrease,
    @Default("1.2") double increase,
    @Default("0.1") double firstStep,
    @Default("1e-6") double leastStep,
    @Default("50") double mostStep)
    implements FullBatchRule {
  private static final String GRADIENT = "gradient";
  private static final String SIZE = "step-size";
  private static final String LAST = "last-step";
  private static final String LOSS = "loss";

  /** Which of the four. */
  public enum Form {
    RPROP_PLUS,
    RPROP_MINUS,
    IRPROP_PLUS,
    IRPROP_MINUS;

    boolean takesBack() {
      return this == RPROP_PLUS || this == IRPROP_PLUS;
    }
  }

  public Rprop {
    Require.that(
        decrease > 0 && decrease < 1,
        "decrease: expected a number between 0 and 1, got %s",
        decrease);
    Require.that(increase > 1, "increase: expected a number above 1, got %s", increase);
    Require.positive("leastStep", leastStep);
    Require.that(
        mostStep >= leastStep && Double.isFinite(mostStep),
        "mostStep: expected at least the least step, %s, got %s",
        leastStep,
        mostStep);
    Require.that(
        firstStep >= leastStep && firstStep <= mostStep,
        "firstStep: expected a number from the least step, %s, to the most, %s, got %s",
        leastStep,
        mostStep,
        firstStep);
  }

  @Override
  public List<String> vectors() {
    return form.takesBack() ? List.of(GRADIENT, SIZE, LAST) : List.of(GRADIENT, SIZE);
  }

  @Override
  public Map<String, Double> numbers() {
    return form == Form.IRPROP_PLUS ? Map.of(LOSS, 0.0) : Map.of();
  }

  @Override
  public void apply(Update update, LinkState state) {
    boolean isFirst = update.count() == 1;
    boolean takesBack = form == Form.RPROP_PLUS;
    if (form == Form.IRPROP_PLUS) {
      takesBack = !isFirst && update.loss() > state.number(LOSS);
      state.set(LOSS, update.loss());
    }
    if (isFirst) {
      update.each(block -> setFirst(block.vector(0), block.count()), state.vector(SIZE));
    }
    boolean takesStepsBack = takesBack;
    if (form.takesBack()) {
      update.each(
          block -> step(block, block.vector(2), takesStepsBack),
          state.vector(GRADIENT),
          state.vector(SIZE),
          state.vector(LAST));
    } else {
      update.each(this::step, state.vector(GRADIENT), state.vector(SIZE));
    }
  }

  private void setFirst(double[] sizes, int count) {
    Arrays.fill(sizes, 0, count, firstStep);
  }

  /** The forms that may take a step back. */
  private void step(Block block, double[] last, boolean takesBack) {
    double[] d = block.step();
    double[] before = block.vector(0);
    double[] size = block.vector(1);
    for (int i = 0; i < block.count(); i++) {
      double product = before[i] * d[i];
      before[i] = d[i];
      if (product >= 0) {
        size[i] = product > 0 ? Math.min(size[i] * increase, mostStep) : size[i];
        d[i] = Math.signum(d[i]) * size[i];
        last[i] = d[i];
      } else {
        size[i] = Math.max(size[i] * decrease, leastStep);
        d[i] = takesBack ? -last[i] : 0;
        before[i] = 0;
      }
    }
  }

  /** The forms that never do. */
  private void step(Block block) {
    double[] d = block.step();
    double[] before = block.vector(0);
    double[] size = block.vector(1);
    for (int i = 0; i < block.count(); i++) {
      double product = before[i] * d[i];
      if (product > 0) {
        size[i] = Math.min(size[i] * increase, mostStep);
      } else if (product < 0) {
        size[i] = Math.max(size[i] * decrease, leastStep);
        d[i] = form == Form.IRPROP_MINUS ? 0 : d[i];
      }
      before[i] = d[i];
      d[i] = Math.signum(d[i]) * size[i];
    }
  }
}
