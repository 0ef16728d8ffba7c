package org.sparkprop.common.layer;

/**
 * Which steps of each row of a micro-batch count, and which are padding. A layer that says so fills
 * one ({@link Layer#marksSteps}); layers behind it that know of steps leave zeros at those that do
 * not count, and give no gradient for them.
 *
 * <p>Belongs to the workspace and is overwritten in every pass.
 */
public final class Mask {
  /** Of sequences that nobody marked: every step counts. */
  public static final Mask NONE = new Mask(0, 0);

  private final int steps;
  private final boolean[] padding;

  /** A mask for up to {@code rows} rows, in which every step counts. */
  public Mask(int rows, int steps) {
    this.steps = steps;
    this.padding = new boolean[Math.multiplyExact(rows, steps)];
  }

  /** Whether there may be steps that do not count. */
  public boolean isPresent() {
    return padding.length > 0;
  }

  /** How many steps a row has; 0 if not {@link #isPresent}. */
  public int steps() {
    return steps;
  }

  public boolean counts(int row, int step) {
    return padding.length == 0 || !padding[row * steps + step];
  }

  /** Says whether a step counts. */
  public void mark(int row, int step, boolean counts) {
    padding[row * steps + step] = !counts;
  }
}
