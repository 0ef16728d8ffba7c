package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * What is to be trained, as far as time depends on it.
 *
 * @param rows of the training part
 * @param batch rows of a round; more than {@code rows} counts as all
 * @param shards into how many parts the rows are cut
 * @param parameters of the network
 * @param weightBytes of each parameter on its way out
 * @param gradientBytes of each on its way back
 */
public record Workload(
    long rows, long batch, int shards, int parameters, int weightBytes, int gradientBytes) {
  public Workload {
    Require.atLeast("rows", rows, 1);
    Require.atLeast("batch", batch, 1);
    Require.atLeast("shards", shards, 1);
    Require.atLeast("parameters", parameters, 0);
    Require.atLeast("weightBytes", weightBytes, 1);
    Require.atLeast("gradientBytes", gradientBytes, 1);
    batch = Math.min(batch, rows);
  }

  public Workload withBatch(long other) {
    return new Workload(rows, other, shards, parameters, weightBytes, gradientBytes);
  }

  public Workload withShards(int other) {
    return new Workload(rows, batch, other, parameters, weightBytes, gradientBytes);
  }

  public long roundsPerEpoch() {
    return ceil(rows, batch);
  }

  /** Rows of the largest slice. */
  public long sliceRows() {
    return ceil(batch, shards);
  }

  /** Bytes of the weights. */
  public double weights() {
    return (double) parameters * weightBytes;
  }

  /** Bytes of one gradient sum. */
  public double sum() {
    return (double) parameters * gradientBytes;
  }

  static long ceil(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
