package org.sparkprop.worker.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.worker.shard.Shard;

/** A network's way over the rows of a shard, in their order and without noise or gradient. */
final class ForwardPasses {
  private ForwardPasses() {}

  /**
   * Evaluates one micro-batch after another.
   *
   * @param workspace with the weights in place
   * @param sums to which the losses are added
   * @param after is called when a micro-batch has gone through
   */
  static void over(Shard shard, Workspace workspace, LossSums sums, Consumer<MicroBatch> after) {
    int[] rows = new int[workspace.network().microBatchRows()];
    for (int from = 0; from < shard.file().rows(); from += rows.length) {
      int start = from;
      int count = Math.min(rows.length, shard.file().rows() - from);
      Arrays.setAll(rows, i -> start + i);
      MicroBatch batch = workspace.microBatch(count);
      try {
        batch.read(shard.file(), rows, 0);
      } catch (IOException e) {
        throw new UncheckedIOException("shard " + shard.number() + " cannot be read", e);
      }
      workspace.evaluate(count, sums);
      after.accept(batch);
    }
  }
}
