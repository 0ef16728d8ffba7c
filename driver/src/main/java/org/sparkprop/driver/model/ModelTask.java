package org.sparkprop.driver.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.driver.source.BadRowException;
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

  Iterator<Row> predict(Iterator<Row> rows) {
    String use = UUID.randomUUID().toString();
    Workspace workspace = WorkspacePool.take(use, network::newWorkspace);
    closeWithTask(workspace);
    Encoder encoder = encoding.encoder();
    Iterator<RowPredictor.Predicted<Row>> predicted =
        RowPredictor.of(workspace, weights.value(), encoder).predict(rows, reader::read, layer);
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

  private Row extended(RowPredictor.Predicted<Row> predicted, Encoder encoder, boolean rebuilds) {
    Row row = predicted.row();
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

  Iterator<Measuring.Measured> evaluate(Iterator<Row> rows) {
    Workspace workspace = WorkspacePool.take(UUID.randomUUID().toString(), network::newWorkspace);
    closeWithTask(workspace);
    Encoder encoder = encoding.encoder();
    RowPredictor predictor = RowPredictor.of(workspace, weights.value(), encoder);
    Measuring.Measured measured;
    try {
      Evaluation evaluation = predictor.evaluate(rows, row -> reader.read(row, encoder.classes()));
      measured = new Measuring.Measured(evaluation.encode(), null);
    } catch (BadRowException e) {
      measured = new Measuring.Measured(null, e.row());
    }
    return List.of(measured).iterator();
  }

  private static void closeWithTask(Workspace workspace) {
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> workspace.close());
  }
}
