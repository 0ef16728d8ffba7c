package org.sparkprop.worker.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.ShardStorage;
import org.sparkprop.common.chunk.ShardWriter;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The shards of one part of the rows. A partition is a group of neighbouring shards, the work of
 * one task; it prefers the executor that has their files. Computing it opens that executor's own
 * files and builds those that are missing from the shuffled rows, byte for byte the same, be it the
 * first time or because another executor was lost.
 */
public final class ShardRdd extends RDD<Shard> {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final Part part;
  private final ShardPlan plan;
  private final RowPlacement placement;
  private final Broadcast<RowEncoding> encoding;
  private final transient int[] groupStarts;
  private final transient List<List<String>> locations;

  /**
   * Describes the shards; nothing is computed.
   *
   * @param rows the shuffle that brings the rows to their buckets
   * @param groups how many partitions, at least 1
   * @param locations for each group the executors that have its files, as task locations
   */
  public ShardRdd(
      String run,
      Part part,
      ShardPlan plan,
      RowPlacement placement,
      ShuffleDependency<Integer, byte[], byte[]> rows,
      Broadcast<RowEncoding> encoding,
      int groups,
      List<List<String>> locations) {
    super(rows.rdd().context(), dependency(rows), ClassTag$.MODULE$.apply(Shard.class));
    this.run = run;
    this.part = part;
    this.plan = plan;
    this.placement = placement;
    this.encoding = encoding;
    this.groupStarts = groupStarts(plan.shards(), groups);
    this.locations = locations;
  }

  /** Group g has the shards from starts[g] up to but not starts[g + 1]; {@link GroupBounds}. */
  public static int[] groupStarts(int shards, int groups) {
    return GroupBounds.of(shards, Math.max(1, Math.min(groups, shards)));
  }

  /**
   * The shuffle itself, not an RDD of its results: Spark runs stages that stay (barrier stages)
   * only where all RDDs of the stage have the same number of partitions.
   */
  private static Seq<Dependency<?>> dependency(ShuffleDependency<Integer, byte[], byte[]> rows) {
    List<Dependency<?>> one = List.of(rows);
    return CollectionConverters.asScala(one).toSeq();
  }

  /** One group of neighbouring shards. */
  private static final class Group implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;
    private final int firstShard;
    private final int endShard;

    Group(int index, int firstShard, int endShard) {
      this.index = index;
      this.firstShard = firstShard;
      this.endShard = endShard;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Group that && index == that.index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  @Override
  public Partition[] getPartitions() {
    return IntStream.range(0, groupStarts.length - 1)
        .mapToObj(g -> new Group(g, groupStarts[g], groupStarts[g + 1]))
        .toArray(Partition[]::new);
  }

  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    List<String> preferred =
        split.index() < locations.size() ? locations.get(split.index()) : List.of();
    return CollectionConverters.asScala(preferred).toSeq();
  }

  @Override
  public scala.collection.Iterator<Shard> compute(Partition split, TaskContext context) {
    Group group = (Group) split;
    RunFiles files = RunFiles.of(run);
    List<Shard> shards = new ArrayList<>();
    // Two tasks of one group at once, by speculation or a retry, build its files once; tasks of
    // others build theirs meanwhile. Ascending, so that no two wait for each other.
    List<Lock> locks =
        IntStream.range(group.firstShard, group.endShard)
            .mapToObj(shard -> files.lock(name(shard)))
            .toList();
    locks.forEach(Lock::lock);
    try {
      List<Integer> missing = new ArrayList<>();
      for (int shard = group.firstShard; shard < group.endShard; shard++) {
        ShardFile file = files.get(name(shard));
        if (file == null || file.isDamaged()) {
          missing.add(shard);
        }
      }
      if (!missing.isEmpty()) {
        build(missing, files, context);
      }
      for (int shard = group.firstShard; shard < group.endShard; shard++) {
        shards.add(new Shard(shard, files.get(name(shard))));
      }
    } finally {
      locks.forEach(Lock::unlock);
    }
    return CollectionConverters.asScala(shards.iterator());
  }

  private String name(int shard) {
    return part.name().toLowerCase(java.util.Locale.ROOT) + "-" + shard;
  }

  /** Builds shards, ascending, in one pass over their buckets. */
  private void build(List<Integer> missing, RunFiles files, TaskContext context) {
    BucketReader reader = new BucketReader(context);
    RowEncoding rowEncoding = encoding.value();
    RowEncoding.RowCoder coder = rowEncoding.newCoder(part);
    ChunkLayout layout = rowEncoding.layout();
    ShardStorage storage = RunFiles.storage();
    for (int shard : missing) {
      Path path = files.path(name(shard));
      try (ShardWriter writer = new ShardWriter(path, layout, storage)) {
        for (long place = plan.start(shard); place < plan.start(shard + 1); place++) {
          coder.encode(reader.row(place).content(), writer);
        }
        writer.finish();
        files.put(name(shard), new ShardFile(path, layout, storage));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "shard %d cannot be written to %s: %s".formatted(shard, path, e.getMessage()), e);
      }
    }
  }

  /**
   * Reads rows by ascending place, one sorted bucket in memory at a time, or, of one that is too
   * large for that, a range of it: it is then read once for each.
   */
  private final class BucketReader {
    private final TaskContext context;
    private int bucket = -1;
    private int range;
    private long firstPlace;
    private List<RowBlocks.PlacedRow> rows = Collections.emptyList();

    BucketReader(TaskContext context) {
      this.context = context;
    }

    RowBlocks.PlacedRow row(long place) {
      while (bucket < 0 || place >= firstPlace + rows.size()) {
        int wanted = plan.bucketAt(place);
        boolean isSame = wanted == bucket;
        range = isSame ? range + 1 : 0;
        firstPlace = isSame ? firstPlace + rows.size() : plan.bucketStart(wanted);
        bucket = wanted;
        load();
      }
      return rows.get((int) (place - firstPlace));
    }

    private void load() {
      rows = Collections.emptyList();
      ShuffleDependency<?, ?, ?> shuffle = (ShuffleDependency<?, ?, ?>) dependencies().head();
      var read =
          SparkEnv.get()
              .shuffleManager()
              .<Integer, byte[]>getReader(
                  shuffle.shuffleHandle(),
                  bucket,
                  bucket + 1,
                  context,
                  context.taskMetrics().createTempShuffleReadMetrics())
              .read();
      Iterator<byte[]> blocks = CollectionConverters.asJava(read.map(pair -> pair._2()));
      RowBlocks.Bucket found = RowBlocks.sorted(blocks, placement, range, plan.rangesOf(bucket));
      plan.require(bucket, found);
      rows = found.rows();
    }
  }
}
