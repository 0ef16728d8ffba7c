package org.sparkprop.worker.evaluation;

import java.util.Arrays;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.SparseRows;

/** Rows that are encoded on their way into a micro-batch, dense or sparse as the encoder has it. */
final class EncodedRows {
  private final Encoder encoder;
  private final double[] row;
  private final double[] all;
  private final SparseRows sparse = new SparseRows();
  private int count;

  /** For up to {@code most} rows. */
  EncodedRows(Encoder encoder, int most) {
    this.encoder = encoder;
    boolean dense = encoder.form() == RowForm.DENSE;
    this.row = new double[dense ? encoder.width() : 0];
    this.all = new double[Math.multiplyExact(row.length, most)];
  }

  void add(RawRow raw) {
    if (encoder.form() == RowForm.DENSE) {
      encoder.encode(raw, row);
      System.arraycopy(row, 0, all, count * row.length, row.length);
    } else {
      encoder.addTo(sparse, raw, Encoder.NO_FOLD);
    }
    count++;
  }

  /** Fills the inputs of a micro-batch of as many rows, and begins anew. */
  void moveTo(MicroBatch batch) {
    if (encoder.form() == RowForm.DENSE) {
      batch.input().write(0, count * row.length, all);
    } else {
      batch.sparseInput().copyFrom(sparse);
      sparse.clear();
    }
    count = 0;
  }

  /** A row's numbers, as long as no others are added; none where rows are sparse. */
  double[] dense(int index) {
    return Arrays.copyOfRange(all, index * row.length, (index + 1) * row.length);
  }
}
