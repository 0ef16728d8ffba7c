package org.sparkprop.driver.ingest;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.common.encoder.TextCount;
import org.sparkprop.common.encoder.TextSettings;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowBlocks;
import org.sparkprop.worker.shard.RowPlacement;
import scala.Tuple2;

/**
 * How often the words of texts, or their buckets, occur in the training rows, as their encoders
 * want it. The counts are exact. They are shuffled and may lie on disk, and the driver sees the
 * most frequent alone, so that very many different words need no more memory; and neither counts
 * nor their order know of partitions.
 */
final class TextCounts {
  private TextCounts() {}

  /**
   * Reads the shuffled rows once more for each column that is fitted.
   *
   * @return by column the most frequent keys, the most frequent first
   */
  static Map<String, List<TextCount>> of(
      JavaRDD<byte[]> buckets,
      RowLayout layout,
      RowPlacement placement,
      EncodeConfiguration configuration) {
    int first = placement.firstBucket(Part.TRAINING);
    int end = first + placement.bucketsPerPart();
    JavaRDD<byte[]> training =
        buckets.mapPartitionsWithIndex(
            (bucket, blocks) ->
                bucket < first || bucket >= end ? Collections.emptyIterator() : blocks,
            false);
    Map<String, List<TextCount>> counts = new HashMap<>();
    List<String> names = layout.textualFeatures().stream().map(FeatureColumn::name).toList();
    for (int cell = 0; cell < names.size(); cell++) {
      Optional<TextSettings> settings = configuration.text(names.get(cell));
      if (settings.isPresent() && settings.get().mostCounted() > 0) {
        counts.put(names.get(cell), counts(training, cell, settings.get()));
      }
    }
    return counts;
  }

  private static List<TextCount> counts(JavaRDD<byte[]> training, int cell, TextSettings settings) {
    int partitions = training.context().defaultParallelism();
    return training
        .flatMap(block -> keys(RowBlocks.rows(block), cell, settings))
        .mapToPair(key -> new Tuple2<>(key, 1L))
        .reduceByKey(Long::sum, partitions)
        .map(count -> new TextCount(count._1(), count._2()))
        .takeOrdered(settings.mostCounted());
  }

  private static Iterator<String> keys(Iterator<ByteBuffer> rows, int cell, TextSettings settings) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
        .flatMap(row -> settings.counted(RawRowCodec.decode(row).categories()[cell]).stream())
        .iterator();
  }
}
