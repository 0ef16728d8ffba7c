package org.sparkprop.driver.diagnosis;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.StoredForm;
import org.sparkprop.common.network.MicroBatch;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.worker.shard.Shard;

/**
 * Some training rows as the network sees them, in the driver.
 *
 * @param count how many
 * @param features row after row
 * @param targets row after row
 */
public record SampledRows(int count, double[] features, double[] targets, double[] weights)
    implements Serializable {

  /** The first rows of the first shard that has any: at most {@code most}. */
  public static SampledRows of(PreparedRun run, int most) {
    Network network = run.network();
    int width = network.targetWidth();
    List<SampledRows> samples =
        run.shards()
            .rdd()
            .mapPartitions(
                new FirstRows(most, network.input().size(), width, run.training().precision()))
            .take(1);
    return samples.get(0);
  }

  /** Fills a micro-batch of as many rows, in float64. */
  public void fill(MicroBatch batch) {
    if (batch.input() != null) {
      batch.input().write(0, features.length, features);
    } else {
      batch.sparseInput().clear();
      int width = features.length / count;
      for (int row = 0; row < count; row++) {
        batch.sparseInput().addNonZero(features, row * width, width, 0);
        batch.sparseInput().endRow();
      }
    }
    System.arraycopy(targets, 0, batch.target(), 0, targets.length);
    System.arraycopy(weights, 0, batch.weight(), 0, count);
  }

  private record FirstRows(int most, int inputs, int targetWidth, Precision precision)
      implements FlatMapFunction<Iterator<Shard>, SampledRows> {
    @Override
    public Iterator<SampledRows> call(Iterator<Shard> shards) {
      while (shards.hasNext()) {
        ShardFile file = shards.next().file();
        int count = Math.min(most, file.rows());
        if (count > 0) {
          return List.of(read(file, count)).iterator();
        }
      }
      return List.<SampledRows>of().iterator();
    }

    private SampledRows read(ShardFile file, int count) {
      ByteBuffer bytes =
          ByteBuffer.allocate(count * inputs * precision.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      double[] targets = new double[count * targetWidth];
      double[] weights = new double[count];
      try {
        int[] rows = IntStream.range(0, count).toArray();
        if (file.layout().form() == StoredForm.ENTRIES) {
          SparseRows entries = new SparseRows();
          file.read(rows, 0, count, entries, targets, weights);
          return new SampledRows(count, dense(entries), targets, weights);
        }
        file.read(rows, 0, count, bytes, targets, weights);
      } catch (IOException e) {
        throw new UncheckedIOException("a shard cannot be read", e);
      }
      FlatVector features = FlatVector.decode(precision, count * inputs, bytes.rewind());
      return new SampledRows(count, features.toDoubles(), targets, weights);
    }

    private double[] dense(SparseRows entries) {
      double[] features = new double[entries.rows() * inputs];
      for (int row = 0; row < entries.rows(); row++) {
        for (int place = entries.start(row); place < entries.end(row); place++) {
          features[row * inputs + entries.column(place)] = entries.value(place);
        }
      }
      return features;
    }
  }
}
