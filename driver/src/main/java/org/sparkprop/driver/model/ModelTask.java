package org.sparkprop.driver.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.RejectedRows;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.evaluation.RowPredictor;
import org.sparkprop.worker.round.NetworkSource;
import org.sparkprop.worker.runtime.WorkspacePool;
import org.sparkprop.worker.shard.EncoderEncoding;

/**
 * What of a {@link TrainedModel} runs on the executors.
 *
 * @param layer whose output is wanted, or {@link #PREDICTION}
 */
record ModelTask(
    NetworkSource network,
    EncoderEncoding encoding,
    Broadcast<byte[]> weights,
    RowReader reader,
    int layer)
    implements Serializable {
  /** No layer: what the network predicts. */
  static final int PREDICTION = -1;

  /**
   * The rows with what the network makes of them.
   *
   * @param rejected is told of rows that cannot be used, which are left out; may throw
   */
  Iterator<Row> predict(Iterator<Row> rows, Rejection rejected) {
    String use = UUID.randomUUID().toString();
    Workspace workspace = WorkspacePool.take(use, network::newWorkspace);
    closeWithTask(workspace);
    Encoder encoder = encoding.encoder();
    Iterator<RowPredictor.Predicted<UsableRows.Read>> predicted =
        RowPredictor.of(workspace, weights.value(), encoder)
            .predict(new UsableRows(rows, reader::read, rejected), UsableRows.Read::raw, layer);
    boolean rebuilds = workspace.network().target() == Target.INPUTS;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return predicted.hasNext();
      }

      @Override
      public Row next() {
        return extended(predicted.next(), encoder, rebuilds);
      }
    };
  }

  private Row extended(
      RowPredictor.Predicted<UsableRows.Read> predicted, Encoder encoder, boolean rebuilds) {
    Row row = predicted.row().row();
    List<Object> cells = new ArrayList<>(row.size() + 2);
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i));
    }
    double[] outputs = predicted.outputs();
    if (layer != PREDICTION) {
      cells.add(outputs);
    } else if (rebuilds) {
      double error = meanSquare(outputs, predicted.inputs());
      encoder.decode(outputs);
      cells.add(outputs);
      cells.add(error);
    } else if (!encoder.classes().isEmpty()) {
      double[] probabilities =
          outputs.length == 1 ? new double[] {1 - outputs[0], outputs[0]} : outputs;
      int best = 0;
      for (int k = 1; k < probabilities.length; k++) {
        best = probabilities[k] > probabilities[best] ? k : best;
      }
      cells.add(encoder.classes().get(best));
      cells.add(probabilities);
    } else {
      for (double output : outputs) {
        cells.add(output);
      }
    }
    return RowFactory.create(cells.toArray());
  }

  private static double meanSquare(double[] outputs, double[] inputs) {
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      sum += (outputs[i] - inputs[i]) * (outputs[i] - inputs[i]);
    }
    return sum / outputs.length;
  }

  /**
   * The measures of a partition's rows. A row that cannot be used is a part of the result even
   * where it ends all: a task that fails is tried again, and this one would fail again.
   */
  Iterator<Measuring.PartMeasures> evaluate(
      Iterator<Row> rows, OnBadRow rule, Measuring measuring) {
    Workspace workspace = WorkspacePool.take(UUID.randomUUID().toString(), network::newWorkspace);
    closeWithTask(workspace);
    Encoder encoder = encoding.encoder();
    RowPredictor predictor = RowPredictor.of(workspace, weights.value(), encoder);
    AtomicReference<RejectedRows> rejected = new AtomicReference<>(RejectedRows.none());
    UsableRows usable =
        new UsableRows(
            rows,
            row -> reader.read(row, encoder.classes()),
            bad -> {
              rejected.updateAndGet(before -> before.with(bad));
              if (rule == OnBadRow.FAIL) {
                Rejection.FAILING.accept(bad);
              }
            });
    byte[] measured;
    try {
      measured = predictor.evaluate(usable, UsableRows.Read::raw).encode();
    } catch (BadRowException e) {
      measured = measuring.nothing().evaluation();
    }
    return List.of(new Measuring.PartMeasures(measured, rejected.get())).iterator();
  }

  private static void closeWithTask(Workspace workspace) {
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> workspace.close());
  }
}
