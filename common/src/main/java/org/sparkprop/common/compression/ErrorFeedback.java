package org.sparkprop.common.compression;

import org.sparkprop.common.vector.FlatVector;

/**
 * What a compression does not send of a shard's sum, its residual, is added to the shard's next sum
 * (Seide et al. 2014, 1-bit stochastic gradient descent; Karimireddy et al. 2019, Error feedback
 * fixes SignSGD and other gradient compression schemes, algorithm 1):
 *
 * <pre>
 *   v = g + e;  sent = C(v);  e ← v − sent
 * </pre>
 *
 * <p>So all that was sent and the last residual together are all gradients: nothing is lost, some
 * comes later. Rounds have equal weight in this, whatever their number of rows: a sum is divided by
 * the round's weight in the end, and a residual that comes from a round of 128 rows would weigh
 * sixteen times as much in a last round of eight. Therefore the residual is scaled by the ratio of
 * rows, which is 1 but for the last round of an epoch and the first of the next.
 */
public final class ErrorFeedback {
  private ErrorFeedback() {}

  /**
   * Overwrites a shard's sum with what is sent of it.
   *
   * @param residual of the round before; read only
   * @param ratio this round's rows by those of the round before
   * @param rows see {@link GradientCompression#compress}
   * @return what is not sent
   */
  public static FlatVector apply(
      GradientCompression compression,
      FlatVector sum,
      FlatVector residual,
      double ratio,
      double rows) {
    sum.addScaled(residual, ratio);
    FlatVector left = sum.copy();
    compression.compress(sum, rows);
    left.addScaled(sum, -1);
    return left;
  }
}
