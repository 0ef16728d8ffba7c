package org.sparkprop.driver.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.encoder.EncoderStatistics;
import org.sparkprop.common.encoder.MeasuredColumns;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.shard.ContentHash;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowBlocks;
import org.sparkprop.worker.shard.RowPlacement;

/**
 * The one way of rows into a run: read from the source once, shuffled once into buckets by part and
 * order, counted and measured there. Everything later, fitting, building shards and building lost
 * ones again, reads the shuffled rows.
 */
public final class Ingest {
  /**
   * Of the source: as doubles, compressed files are a few times that, which is still sorted at
   * once.
   */
  private static final long BYTES_OF_BUCKET = 16L << 20;

  private static final int FEWEST_BUCKETS = 4;
  private static final int MOST_BUCKETS = 4096;
  private static final byte[] NONE = {};
  private static final ObjectMapper JSON = new ObjectMapper();

  private Ingest() {}

  /** How many buckets a part gets, each of which had best fit into memory. */
  static int bucketsPerPart(PreparedSources sources) {
    int most = bucketsPerPart(sources.divided());
    for (PreparedSource source : sources.whole().values()) {
      most = Math.max(most, bucketsPerPart(source));
    }
    return most;
  }

  private static int bucketsPerPart(PreparedSource source) {
    // A middling number of buckets serves where nobody knows how much it is.
    long bytes = source.bytes().orElse(128 * BYTES_OF_BUCKET);
    return (int) Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, bytes / BYTES_OF_BUCKET));
  }

  /**
   * The rows of all sources as blocks of bytes, each with its bucket, partition b holding bucket b.
   */
  static JavaPairRDD<Integer, byte[]> shuffled(
      PreparedSources sources, RowPlacement placement, OnBadRow rule) {
    JavaPairRDD<Integer, byte[]> blocks = blocks(sources.divided(), "data.source", placement, rule);
    for (Map.Entry<Part, PreparedSource> whole : new TreeMap<>(sources.whole()).entrySet()) {
      Part part = whole.getKey();
      blocks =
          blocks.union(
              blocks(whole.getValue(), PreparedSources.key(part), placement.wholly(part), rule));
    }
    return blocks.partitionBy(new RowBlocks.ByBucket(placement));
  }

  private static JavaPairRDD<Integer, byte[]> blocks(
      PreparedSource source, String key, RowPlacement placement, OnBadRow rule) {
    RowReader reader = source.reader();
    return source
        .rows()
        .javaRDD()
        .mapPartitionsToPair(
            rows -> RowBlocks.collect(RowSorting.sorted(rows, reader, key, rule), placement));
  }

  /** The shuffle behind {@link #shuffled}, for those who read single buckets of it. */
  @SuppressWarnings("unchecked")
  static ShuffleDependency<Integer, byte[], byte[]> shuffle(JavaPairRDD<Integer, byte[]> rows) {
    return (ShuffleDependency<Integer, byte[], byte[]>) rows.rdd().dependencies().head();
  }

  /**
   * Counts all buckets and measures those of the training part.
   *
   * @return a report for each bucket, and behind them that of the rejected rows
   */
  static List<BucketReport> measured(
      JavaRDD<byte[]> buckets, MeasuredColumns columns, RowPlacement placement) {
    String columnsText = ConfigurationTree.of(columns).toString();
    boolean usesFolds = columns.usesFolds();
    int firstTraining = placement.firstBucket(Part.TRAINING);
    int endTraining = firstTraining + placement.bucketsPerPart();
    return buckets
        .mapPartitionsWithIndex(
            (bucket, blocks) -> {
              if (bucket == RowBlocks.rejects(placement)) {
                return List.of(RowSorting.gathered(bucket, blocks)).iterator();
              }
              boolean training = bucket >= firstTraining && bucket < endTraining;
              EncoderStatistics statistics = new EncoderStatistics(columns(columnsText));
              long rows = 0;
              long sortedBytes = 0;
              long splitSum = 0;
              long orderSum = 0;
              while (blocks.hasNext()) {
                Iterator<ByteBuffer> inBlock = RowBlocks.rows(blocks.next());
                while (inBlock.hasNext()) {
                  rows++;
                  ByteBuffer content = inBlock.next();
                  sortedBytes += RowBlocks.sortedBytes(content.remaining());
                  ContentHash hash =
                      ContentHash.of(content.array(), content.position(), content.remaining());
                  splitSum += hash.forSplit();
                  orderSum += hash.forOrder();
                  RawRow row = RawRowCodec.decode(content);
                  if (training) {
                    statistics.add(row, usesFolds ? placement.fold(hash) : 0);
                  } else {
                    statistics.addLabel(row);
                  }
                }
              }
              return List.of(
                      new BucketReport(
                          bucket, rows, sortedBytes, splitSum, orderSum, statistics.encode(), NONE))
                  .iterator();
            },
            false)
        .collect();
  }

  private static MeasuredColumns columns(String text) {
    try {
      return Binder.bind(JSON.readTree(text), MeasuredColumns.class, "columns");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot read the measures' own description", e);
    }
  }
}
