package org.sparkprop.worker.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.sparkprop.common.chunk.ShardFile;
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
  private final transient RDD<byte[]> buckets;
  private final transient int[] groupStarts;
  private final transient List<List<String>> locations;

  /**
   * Describes the shards; nothing is computed.
   *
   * @param buckets the shuffled rows: partition b holds the blocks of bucket b
   * @param groups how many partitions, at least 1
   * @param locations for each group the executors that have its files, as task locations
   */
  public ShardRdd(
      String run,
      Part part,
      ShardPlan plan,
      RowPlacement placement,
      RDD<byte[]> buckets,
      Broadcast<RowEncoding> encoding,
      int groups,
      List<List<String>> locations) {
    super(
        buckets.context(),
        dependency(buckets, plan, groupStarts(plan.shards(), groups)),
        ClassTag$.MODULE$.apply(Shard.class));
    this.run = run;
    this.part = part;
    this.plan = plan;
    this.placement = placement;
    this.encoding = encoding;
    this.buckets = buckets;
    this.groupStarts = groupStarts(plan.shards(), groups);
    this.locations = locations;
  }

  /** Group g has the shards from starts[g] up to but not starts[g + 1]. */
  public static int[] groupStarts(int shards, int groups) {
    int count = Math.max(1, Math.min(groups, shards));
    return IntStream.rangeClosed(0, count)
        .map(group -> (int) ((long) group * shards / count))
        .toArray();
  }

  private static Seq<Dependency<?>> dependency(RDD<byte[]> buckets, ShardPlan plan, int[] starts) {
    List<Dependency<?>> one = List.of(new BucketsOfGroup(buckets, plan, starts));
    return CollectionConverters.asScala(one).toSeq();
  }

  private static int[] bucketsOf(ShardPlan plan, int firstShard, int endShard) {
    long from = plan.start(firstShard);
    long to = plan.start(endShard);
    return from == to
        ? new int[0]
        : IntStream.rangeClosed(plan.bucketAt(from), plan.bucketAt(to - 1)).toArray();
  }

  private static final class BucketsOfGroup extends NarrowDependency<byte[]> {
    private static final long serialVersionUID = 1L;
    private final ShardPlan plan;
    private final int[] starts;

    BucketsOfGroup(RDD<byte[]> buckets, ShardPlan plan, int[] starts) {
      super(buckets);
      this.plan = plan;
      this.starts = starts;
    }

    @Override
    public Seq<Object> getParents(int group) {
      List<Object> parents = new ArrayList<>();
      Arrays.stream(bucketsOf(plan, starts[group], starts[group + 1])).forEach(parents::add);
      return CollectionConverters.asScala(parents).toSeq();
    }
  }

  /** One group: its shards, and the parent's partitions with their rows. */
  private static final class Group implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;
    private final int firstShard;
    private final int endShard;
    private final Partition[] rows;

    Group(int index, int firstShard, int endShard, Partition[] rows) {
      this.index = index;
      this.firstShard = firstShard;
      this.endShard = endShard;
      this.rows = rows;
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
    Partition[] parents = buckets.partitions();
    return IntStream.range(0, groupStarts.length - 1)
        .mapToObj(
            g -> {
              int[] needed = bucketsOf(plan, groupStarts[g], groupStarts[g + 1]);
              Partition[] rows =
                  Arrays.stream(needed).mapToObj(b -> parents[b]).toArray(Partition[]::new);
              return new Group(g, groupStarts[g], groupStarts[g + 1], rows);
            })
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
    // Two tasks of one group at once, by speculation or a retry, build its files once.
    synchronized (files) {
      List<Integer> missing = new ArrayList<>();
      for (int shard = group.firstShard; shard < group.endShard; shard++) {
        if (files.get(name(shard)) == null) {
          missing.add(shard);
        }
      }
      if (!missing.isEmpty()) {
        build(group, missing, files, context);
      }
      for (int shard = group.firstShard; shard < group.endShard; shard++) {
        shards.add(new Shard(shard, files.get(name(shard))));
      }
    }
    return CollectionConverters.asScala(shards.iterator());
  }

  private String name(int shard) {
    return part.name().toLowerCase(java.util.Locale.ROOT) + "-" + shard;
  }

  /** Builds shards, ascending, in one pass over the group's buckets. */
  private void build(Group group, List<Integer> missing, RunFiles files, TaskContext context) {
    BucketReader reader = new BucketReader(group, context);
    RowEncoding rowEncoding = encoding.value();
    RowEncoding.RowCoder coder = rowEncoding.newCoder();
    for (int shard : missing) {
      try (ShardWriter writer = new ShardWriter(files.path(name(shard)), rowEncoding.layout())) {
        for (long place = plan.start(shard); place < plan.start(shard + 1); place++) {
          double weight = coder.encode(reader.row(place).content());
          writer.add(coder.features(), coder.targets(), weight);
        }
        writer.finish();
        files.put(name(shard), new ShardFile(files.path(name(shard)), rowEncoding.layout()));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "shard " + shard + " cannot be written to " + files.path(name(shard)), e);
      }
    }
  }

  /** Reads rows by ascending place, one sorted bucket in memory at a time. */
  private final class BucketReader {
    private final Group group;
    private final TaskContext context;
    private int bucket = -1;
    private List<RowBlocks.PlacedRow> rows = Collections.emptyList();

    BucketReader(Group group, TaskContext context) {
      this.group = group;
      this.context = context;
    }

    RowBlocks.PlacedRow row(long place) {
      if (bucket < 0 || place >= plan.bucketStart(bucket) + rows.size()) {
        load(plan.bucketAt(place));
      }
      return rows.get((int) (place - plan.bucketStart(bucket)));
    }

    private void load(int next) {
      rows = Collections.emptyList();
      bucket = next;
      int firstBucket = plan.bucketAt(plan.start(group.firstShard));
      Partition rowsOfBucket = group.rows[next - firstBucket];
      RDD<byte[]> parent = firstParent(ClassTag$.MODULE$.apply(byte[].class));
      var blocks = CollectionConverters.asJava(parent.iterator(rowsOfBucket, context));
      rows = RowBlocks.sorted(blocks, placement);
    }
  }
}
