package org.sparkprop.common.network;

import java.io.IOException;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.common.vector.Tensor;

/**
 * The part of a workspace that a caller fills before a pass: some rows, their targets and weights.
 * Belongs to the workspace and is overwritten by the next micro-batch.
 *
 * @param rows how many rows
 * @param input [rows, input shape], to be overwritten; null where rows are sparse
 * @param sparseInput to be cleared and filled where rows are sparse
 * @param target the start of it, rows × target width, to be overwritten for training
 * @param weight the start of it, one a row, to be overwritten for training
 * @param mixed where rows are mixed, the targets of the others
 */
public record MicroBatch(
    int rows,
    Tensor input,
    SparseRows sparseInput,
    double[] target,
    double[] weight,
    MixedTargets mixed) {
  /**
   * Fills all of it from a shard file, of entries where rows are sparse.
   *
   * @param positions row numbers, ascending
   * @param from the first of them that is wanted
   * @throws IOException if the file cannot be read, or is damaged
   */
  public void read(ShardFile file, int[] positions, int from) throws IOException {
    if (input == null) {
      sparseInput.clear();
      file.read(positions, from, rows, sparseInput, target, weight);
    } else {
      file.read(positions, from, rows, input.bytes(), target, weight);
    }
  }
}
