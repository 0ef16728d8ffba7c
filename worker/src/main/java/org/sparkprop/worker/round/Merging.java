package org.sparkprop.worker.round;

import java.io.Serializable;
import java.util.function.Consumer;
import org.sparkprop.common.compression.GradientCompression;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * What all who merge a run's sums, or read what others have merged, know of them.
 *
 * @param shards whose sums they are
 * @param numbers of a whole sum: none that arrives is longer
 * @param compression rounds the sum of every node
 */
public record Merging(int shards, int numbers, Precision precision, GradientCompression compression)
    implements SumRoom, Serializable {
  /** A new one. */
  @Override
  public FlatVector vector(int length) {
    return FlatVector.zeros(precision, length);
  }

  /** A tree without sums. */
  public MergeTree tree() {
    return new MergeTree(shards, compression);
  }

  /**
   * A tree without sums.
   *
   * @param spent takes the vectors that have been added to others and are free for use
   */
  public MergeTree tree(Consumer<FlatVector> spent) {
    return new MergeTree(shards, compression, spent);
  }
}
