package org.sparkprop.driver.ingest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.sparkprop.common.random.Purpose;
import org.sparkprop.common.random.RandomStream;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.worker.shard.ContentHash;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowBlocks;
import org.sparkprop.worker.shard.RowPlacement;

/**
 * The numbers of some columns in a sample of the training rows: all of them where there are few,
 * else each with the same probability, so that about {@value #ROWS} are taken. A function of the
 * rows' contents, the seed of the split and how many rows there are, and so the same whatever the
 * partitions and their order: copies of a row, which all stand in one bucket, are told apart by
 * counting them, and which is which makes no difference.
 */
final class RowSample {
  static final int ROWS = 10_000;

  private final int[] cells;
  private final long seed;
  private final double probability;
  private final Map<Long, Integer> copies = new HashMap<>();
  private final List<double[]> taken = new ArrayList<>();

  private RowSample(int[] cells, long seed, double probability) {
    this.cells = cells;
    this.seed = seed;
    this.probability = probability;
  }

  /**
   * Reads the shuffled rows once more, if there are columns.
   *
   * @param columns of numbers; others are passed over
   * @param rows how many training rows there are
   * @return each column's values in the rows taken, in no order, those that are missing left out
   */
  static Map<String, double[]> of(
      JavaRDD<byte[]> buckets,
      RowLayout layout,
      RowPlacement placement,
      List<String> columns,
      long rows) {
    List<String> names = layout.numericFeatures().stream().map(FeatureColumn::name).toList();
    List<String> wanted = columns.stream().filter(names::contains).distinct().toList();
    if (wanted.isEmpty()) {
      return Map.of();
    }
    int[] cells = wanted.stream().mapToInt(names::indexOf).toArray();
    int first = placement.firstBucket(Part.TRAINING);
    int end = first + placement.bucketsPerPart();
    double probability = Math.min(1, (double) ROWS / rows);
    List<double[]> taken =
        buckets
            .mapPartitionsWithIndex(
                (bucket, blocks) ->
                    bucket < first || bucket >= end
                        ? List.<double[]>of().iterator()
                        : new RowSample(cells, placement.splitSeed(), probability).of(blocks),
                false)
            .collect();
    Map<String, double[]> samples = new HashMap<>();
    IntStream.range(0, cells.length)
        .forEach(i -> samples.put(wanted.get(i), column(taken, i).toArray()));
    return samples;
  }

  private static DoubleStream column(List<double[]> rows, int index) {
    return rows.stream().mapToDouble(row -> row[index]).filter(value -> !Double.isNaN(value));
  }

  private Iterator<double[]> of(Iterator<byte[]> blocks) {
    while (blocks.hasNext()) {
      RowBlocks.rows(blocks.next()).forEachRemaining(this::add);
    }
    return taken.iterator();
  }

  private void add(ByteBuffer content) {
    if (probability < 1 && !isDrawn(content)) {
      return;
    }
    double[] numbers = RawRowCodec.decode(content).numbers();
    double[] row = new double[cells.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = numbers[cells[i]];
    }
    taken.add(row);
  }

  private boolean isDrawn(ByteBuffer content) {
    ContentHash hash = ContentHash.of(content.array(), content.position(), content.remaining());
    int copy = copies.merge(hash.forOrder(), 1, Integer::sum);
    RandomStream random =
        RandomStream.of(seed, Purpose.QUANTILE_SAMPLE, hash.forSplit(), hash.forOrder(), copy);
    return random.nextDouble() < probability;
  }
}
