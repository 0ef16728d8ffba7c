package org.sparkprop.worker.evaluation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.loss.LossSums;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.row.RawRow;

/**
 * Runs a network over a stream of rows, a micro-batch at a time, holding no more than that.
 *
 * @param workspace with the model's weights in place
 */
public record RowPredictor(Workspace workspace, Encoder encoder) {
  /** Puts the weights in place. */
  public static RowPredictor of(Workspace workspace, byte[] weights, Encoder encoder) {
    workspace.setWeights(ByteBuffer.wrap(weights));
    return new RowPredictor(workspace, encoder);
  }

  /**
   * One row of the caller's, its encoded numbers, none where rows are sparse, and what the network
   * makes of it; the arrays are the receiver's.
   */
  public record Predicted<T>(T row, double[] inputs, double[] outputs) {}

  /**
   * What the network makes of all rows, in their order.
   *
   * @param layer whose output is wanted; negative: the network's prediction
   */
  public <T> Iterator<Predicted<T>> predict(
      Iterator<T> rows, Function<T, RawRow> reader, int layer) {
    return new Iterator<>() {
      private Iterator<Predicted<T>> ready = List.<Predicted<T>>of().iterator();

      @Override
      public boolean hasNext() {
        if (!ready.hasNext() && rows.hasNext()) {
          ready = nextBatch(rows, reader, layer).iterator();
        }
        return ready.hasNext();
      }

      @Override
      public Predicted<T> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.next();
      }
    };
  }

  private <T> List<Predicted<T>> nextBatch(
      Iterator<T> rows, Function<T, RawRow> reader, int layer) {
    List<T> batchRows = new ArrayList<>();
    int most = workspace.network().microBatchRows();
    EncodedRows encoded = new EncodedRows(encoder, most);
    while (batchRows.size() < most && rows.hasNext()) {
      T next = rows.next();
      encoded.add(reader.apply(next));
      batchRows.add(next);
    }
    int count = batchRows.size();
    encoded.moveTo(workspace.microBatch(count));
    workspace.predict(count);
    double[] outputs = layer < 0 ? workspace.predictions(count) : workspace.output(layer, count);
    int width = outputsOf(layer);
    List<Predicted<T>> predicted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      predicted.add(
          new Predicted<>(
              batchRows.get(i),
              encoded.dense(i),
              Arrays.copyOfRange(outputs, i * width, (i + 1) * width)));
    }
    return predicted;
  }

  private int outputsOf(int layer) {
    return layer < 0
        ? workspace.network().output().size()
        : workspace.network().outputOf(layer).size();
  }

  /** Measures the network on labelled rows. */
  public <T> Evaluation evaluate(Iterator<T> rows, Function<T, RawRow> reader) {
    Evaluation evaluation =
        new Evaluation(workspace.network().targetKind(), workspace.network().output().size());
    LossSums sums = new LossSums();
    int most = workspace.network().microBatchRows();
    EncodedRows encoded = new EncodedRows(encoder, most);
    double[] target = new double[encoder.targetWidth()];
    double[] targets = new double[target.length * most];
    double[] weights = new double[most];
    while (rows.hasNext()) {
      int count = 0;
      while (count < most && rows.hasNext()) {
        RawRow row = reader.apply(rows.next());
        encoded.add(row);
        encoder.encodeTarget(row, target);
        System.arraycopy(target, 0, targets, count * target.length, target.length);
        weights[count++] = row.weight();
      }
      MicroBatch batch = workspace.microBatch(count);
      encoded.moveTo(batch);
      System.arraycopy(targets, 0, batch.target(), 0, count * target.length);
      System.arraycopy(weights, 0, batch.weight(), 0, count);
      workspace.evaluate(count, sums);
      evaluation.add(workspace.predictions(count), batch.target(), count);
    }
    evaluation.addLoss(sums.loss(), sums.weight());
    return evaluation;
  }
}
