package org.sparkprop.driver.training;

import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * What a training needs of each executor's memory.
 *
 * @param tasks how many run at once in an executor
 * @param offHeapBytes beside the heap: native libraries, a workspace for each task at once, and
 *     what is shared with the driver where that is on the same machine
 * @param heapBytes in the heap: the weights as they arrive, the gradient sums that a task holds,
 *     and what gradient compression and local steps keep
 */
public record ExecutorMemory(int tasks, long offHeapBytes, long heapBytes) {
  private static final long MIB = 1 << 20;

  /** ND4J, BLAS and their threads' stacks, resident after the first round. */
  private static final long NATIVE_LIBRARIES = 250 * MIB;

  /** What Spark's executor keeps for itself. */
  private static final long SPARK_ITSELF = 200 * MIB;

  /** From before and after the last round; a task makes a further one. */
  private static final int RESIDUALS_OF_SHARD = 2;

  /** The round's weights, the shard's own, a part's gradient, and the next shard's sum. */
  private static final int VECTORS_OF_LOCAL_STEPS = 4;

  /** Of the frozen layers' weights: the pieces as they came, and the whole. */
  private static final long BROADCAST_COPIES = 2;

  private static final long LEAST_OVERHEAD_MIB = 384;

  /** The need of one executor of the cluster that the context has. */
  static ExecutorMemory of(
      SparkContext context, Network network, TrainingConfiguration training, int shards) {
    int tasks = tasksAtOnce(context);
    int executors = Math.max(1, ShardGroups.taskSlots(context) / tasks);
    return of(tasks, network, training, shards, (shards + executors - 1) / executors);
  }

  /** The need of an executor of so many tasks and shards at once. */
  static ExecutorMemory of(
      int tasks, Network network, TrainingConfiguration training, int shards, int shardsHere) {
    Precision precision = training.precision();
    Curvature curvature = training.curvature(network);
    int parameters = network.parameterCount();
    // What goes out and what comes back are of one length but for rules that want curvature.
    long vector =
        ((long) Math.max(curvature.weightNumbers(parameters), curvature.sumNumbers(parameters))
                + network.batchStatistics().valueCount())
            * precision.bytes();
    long frozen = (long) network.frozenCount() * precision.bytes();
    // The merge of a task's shards holds at most about one sum a level of the tree, and the one
    // that is added; beside that the executor has the weights as they came, and of others' sums
    // what it merges for them.
    long sums = 1L + Integer.SIZE - Integer.numberOfLeadingZeros(shards);
    if (training.localSteps().isPresent()) {
      sums += VECTORS_OF_LOCAL_STEPS;
    }
    boolean residuals = !training.gradientCompression().isExact();
    long kept = residuals ? (long) shardsHere * RESIDUALS_OF_SHARD + tasks : 0;
    return new ExecutorMemory(
        tasks,
        NATIVE_LIBRARIES
            + tasks * Workspace.bytes(network, precision, curvature)
            + MeetingPlace.mostSharedBytes(vector),
        SPARK_ITSELF + vector * (2 + tasks * sums + kept) + BROADCAST_COPIES * frozen);
  }

  private static int tasksAtOnce(SparkContext context) {
    int slots = ShardGroups.taskSlots(context);
    if (context.isLocal()) {
      return slots;
    }
    SparkConf conf = context.getConf();
    boolean managed = isContained(context.master());
    int executors = Math.max(1, context.getExecutorMemoryStatus().size() - 1);
    int cores = conf.getInt("spark.executor.cores", managed ? 1 : 0);
    int perExecutor = cores > 0 ? cores / conf.getInt("spark.task.cpus", 1) : slots / executors;
    return Math.max(1, perExecutor);
  }

  /** Whether the master ends executors that grow beyond heap and overhead. */
  private static boolean isContained(String master) {
    return master.startsWith("yarn") || master.startsWith("k8s");
  }

  /**
   * Checks what the executors were given.
   *
   * @throws UserMistake naming the setting to change and the value that will do
   */
  void require(SparkConf conf, String master) {
    if (master.startsWith("local")) {
      return;
    }
    long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
    if (heap < heapBytes) {
      throw new UserMistake(
          String.format(
              Locale.ROOT,
              "spark.executor.memory: this network needs %,d MiB of each executor's heap (%d tasks"
                  + " at once), which has %,d MiB; set --executor-memory %dm",
              mib(heapBytes),
              tasks,
              heap / MIB,
              mib(heapBytes)));
    }
    if (!isContained(master)) {
      return;
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long least =
        conf.getSizeAsMb("spark.executor.minMemoryOverhead", LEAST_OVERHEAD_MIB + "m") * MIB;
    long overhead = Math.max(least, (long) (heap * factor));
    if (conf.contains("spark.executor.memoryOverhead")) {
      overhead = conf.getSizeAsMb("spark.executor.memoryOverhead", "0m") * MIB;
    }
    if (overhead < offHeapBytes) {
      throw new UserMistake(
          String.format(
              Locale.ROOT,
              "spark.executor.memoryOverhead: this network needs %,d MiB of each executor beside"
                  + " its heap (%d tasks at once), which has %,d MiB; set --conf"
                  + " spark.executor.memoryOverhead=%dm",
              mib(offHeapBytes),
              tasks,
              overhead / MIB,
              mib(offHeapBytes)));
    }
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%,d MiB off the heap and %,d MiB in it for %s",
        mib(offHeapBytes),
        mib(heapBytes),
        tasks == 1 ? "one task at a time" : tasks + " tasks at once");
  }
}
