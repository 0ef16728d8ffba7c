package org.sparkprop.common.update;

/**
 * A sum over all blocks that an update was asked for. It is computed when it is first read,
 * together with all that was asked before, or else at the update's end. The blocks' sums are added
 * in the blocks' order, whichever thread computed them.
 */
public final class Sum {
  private final Update update;
  private final int[] spans;
  private final double[] parts;
  private boolean isKnown;

  Sum(Update update, int[] spans) {
    this.update = update;
    this.spans = spans;
    this.parts = new double[spans.length];
  }

  void setPart(int block, double part) {
    parts[block] = part;
  }

  void setKnown() {
    isKnown = true;
  }

  /** Over all parameters. */
  public double total() {
    know();
    double total = 0;
    for (double part : parts) {
      total += part;
    }
    return total;
  }

  /** Over each parameter by itself, as {@link ParameterLayout#spans} counts them. */
  public double[] bySpan(int count) {
    know();
    double[] sums = new double[count];
    for (int block = 0; block < parts.length; block++) {
      sums[spans[block]] += parts[block];
    }
    return sums;
  }

  private void know() {
    if (!isKnown) {
      update.flush();
    }
  }
}
