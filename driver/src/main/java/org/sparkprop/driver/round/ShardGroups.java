package org.sparkprop.driver.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.worker.round.RoundReport;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowEncoding;
import org.sparkprop.worker.shard.RowPlacement;
import org.sparkprop.worker.shard.Shard;
import org.sparkprop.worker.shard.ShardPlan;
import org.sparkprop.worker.shard.ShardRdd;

/**
 * One part's shards as Spark tasks: one group of neighbouring shards for each task slot that the
 * cluster has just now, preferred where its files are. Neither the number of groups nor their
 * places touch any result.
 */
public final class ShardGroups {
  private final String run;
  private final Part part;
  private final ShardPlan plan;
  private final RowPlacement placement;
  private final ShuffleDependency<Integer, byte[], byte[]> rows;
  private final Broadcast<RowEncoding> encoding;
  private final Map<Integer, String> locationOfFirstShard = new ConcurrentHashMap<>();
  private JavaRDD<Shard> current;
  private volatile int groups;

  public ShardGroups(
      String run,
      Part part,
      ShardPlan plan,
      RowPlacement placement,
      ShuffleDependency<Integer, byte[], byte[]> rows,
      Broadcast<RowEncoding> encoding) {
    this.run = run;
    this.part = part;
    this.plan = plan;
    this.placement = placement;
    this.rows = rows;
    this.encoding = encoding;
  }

  public ShardPlan plan() {
    return plan;
  }

  /** The shards, grouped for the slots of now; see {@link #tasksToAskFor}. */
  public JavaRDD<Shard> rdd() {
    return rdd(Math.min(plan.shards(), tasksToAskFor(rows.rdd().context())));
  }

  /** The shards in so many groups, at most as many as shards. */
  JavaRDD<Shard> rdd(int wanted) {
    if (current == null || wanted != groups) {
      groups = wanted;
      int[] starts = ShardRdd.groupStarts(plan.shards(), groups);
      List<List<String>> locations = locations(starts);
      current =
          new ShardRdd(run, part, plan, placement, rows, encoding, groups, locations).toJavaRDD();
    }
    return current;
  }

  /** Where the groups' files are; where nothing has run yet, where they had best be. */
  private List<List<String>> locations(int[] starts) {
    if (locationOfFirstShard.isEmpty()) {
      return Placement.neighbours(Placement.executors(rows.rdd().context()), starts.length - 1)
          .stream()
          .map(List::of)
          .toList();
    }
    return IntStream.range(0, starts.length - 1)
        .mapToObj(g -> locationOfFirstShard.get(starts[g]))
        .map(location -> location == null ? List.<String>of() : List.of(location))
        .toList();
  }

  /** How many tasks the cluster runs at once, as far as its executors have registered. */
  public static int taskSlots(SparkContext context) {
    return Math.max(
        1,
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()));
  }

  /**
   * As many as the cluster runs at once; where executors come by demand, as many as it may come to
   * run, since Spark asks for more executors only where tasks wait.
   */
  public static int tasksToAskFor(SparkContext context) {
    int now = taskSlots(context);
    SparkConf conf = context.getConf();
    if (context.isLocal() || !isByDemand(conf)) {
      return now;
    }
    long most = conf.getLong("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    int cores = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    return (int) Math.max(now, Math.min(Integer.MAX_VALUE, most * Math.max(1, cores)));
  }

  /** Whether executors come and go with the work that there is. */
  public static boolean isByDemand(SparkConf conf) {
    return conf.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** The shards that an executor has computed last. */
  List<Integer> shardsOn(String executor) {
    int[] starts = ShardRdd.groupStarts(plan.shards(), Math.max(1, groups));
    List<Integer> shards = new ArrayList<>();
    for (int g = 0; g < starts.length - 1; g++) {
      String location = locationOfFirstShard.getOrDefault(starts[g], "");
      if (location.endsWith("_" + executor)) {
        IntStream.range(starts[g], starts[g + 1]).forEach(shards::add);
      }
    }
    return shards;
  }

  /** Remembers which executor computed which groups. */
  void ranOn(RoundReport report) {
    if (report.executor().id().equals("driver")) {
      return;
    }
    String location = "executor_" + report.executor().host() + "_" + report.executor().id();
    for (int firstShard : report.groups()) {
      if (!location.equals(locationOfFirstShard.put(firstShard, location))) {
        current = null;
      }
    }
  }
}
