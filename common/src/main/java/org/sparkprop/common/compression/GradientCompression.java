package org.sparkprop.common.compression;

import java.io.Serializable;
import org.sparkprop.common.configuration.Members;
import org.sparkprop.common.vector.FlatVector;

/**
 * What of a gradient sum travels. A compression acts at two places, and both depend on shards
 * alone, never on how shards are grouped into tasks and executors, so that no bit does either:
 *
 * <ul>
 *   <li>on each shard's own sum, a leaf of the merge tree ({@link #compress}). What is not sent is
 *       kept and added to the shard's next sum: see {@link ErrorFeedback};
 *   <li>on the sum of every node of the tree above, wherever it is merged ({@link #roundMerged}).
 *       What is lost there is small, of either sign, and kept by nobody.
 * </ul>
 *
 * <p>How the numbers that are left become few bytes is {@link VectorEncoding}'s part, which knows
 * nothing of compressions. Losses, weights and rows travel as they are.
 */
@Members({None.class, Bfloat16.class, Float16.class, TopK.class, Threshold.class})
public interface GradientCompression extends Serializable {
  /** Whether all of a sum is sent as it is; then nothing is kept and nothing rounded. */
  default boolean isExact() {
    return false;
  }

  /**
   * Overwrites a shard's sum with what is sent of it. Numbers that are not finite stay so: the
   * training loop stops at them.
   *
   * @param rows a shard's even share of the round's rows, for compressions that measure numbers
   *     against a mean gradient
   */
  void compress(FlatVector sum, double rows);

  /** Rounds the sum of a node that has just been merged. */
  default void roundMerged(FlatVector sum) {}
}
