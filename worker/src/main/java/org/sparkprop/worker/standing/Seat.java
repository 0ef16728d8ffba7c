package org.sparkprop.worker.standing;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;

/**
 * Where a standing task is among all tasks of its stage; the same for all tasks of an executor.
 *
 * @param attempt the stage's and its attempt's number as one: those that begin later, of the same
 *     stage or of another job, have greater ones
 * @param executor this executor's number among all that have tasks of the stage, from 0
 * @param executors how many these are
 * @param tasks how many of the stage's tasks this executor has
 */
record Seat(long attempt, int executor, int executors, int tasks) {
  /** Of the task that runs in the calling thread. */
  static Seat of(BarrierTaskContext context) {
    List<String> addresses = addresses(context);
    String here = addresses.get(context.partitionId());
    List<String> executors = addresses.stream().distinct().toList();
    return new Seat(
        (long) context.stageId() << Integer.SIZE | context.stageAttemptNumber(),
        executors.indexOf(here),
        executors.size(),
        (int) addresses.stream().filter(here::equals).count());
  }

  /** The executor of each task, by Spark's name for it. */
  private static List<String> addresses(BarrierTaskContext context) {
    return Arrays.stream(context.getTaskInfos()).map(BarrierTaskInfo::address).toList();
  }

  /**
   * Tells all other tasks of the stage a text and hears theirs; all tasks must call it.
   *
   * @param text the same for all tasks of an executor
   * @return the executors' texts, in their order
   */
  static List<String> exchange(BarrierTaskContext context, String text) {
    String[] texts = context.allGather(text);
    List<String> addresses = addresses(context);
    return addresses.stream().distinct().map(of -> texts[addresses.indexOf(of)]).toList();
  }
}
