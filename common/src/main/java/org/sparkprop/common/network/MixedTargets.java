package org.sparkprop.common.network;

/**
 * The second targets of a micro-batch whose rows are mixtures of two. Belongs to the workspace;
 * taken note of by the next training pass alone.
 */
public final class MixedTargets {
  private final double[] targets;
  private final double[] shares;
  private boolean isMixed;

  MixedTargets(int rows, int targetWidth) {
    this.targets = new double[rows * targetWidth];
    this.shares = new double[rows];
  }

  /** Rows × target width, to be overwritten with the other rows' targets. */
  public double[] targets() {
    return targets;
  }

  /** One a row, to be overwritten with the other rows' share, 0 to 1. */
  public double[] shares() {
    return shares;
  }

  /** Says that both arrays are filled for the next pass. */
  public void set() {
    isMixed = true;
  }

  /** Whether they were; from then on they are not. */
  boolean take() {
    boolean was = isMixed;
    isMixed = false;
    return was;
  }
}
