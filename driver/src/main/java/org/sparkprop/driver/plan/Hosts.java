package org.sparkprop.driver.plan;

import org.sparkprop.common.configuration.Require;

/**
 * The machines: the driver on one, and each executor on one of its own.
 *
 * @param executors how many; 0 where tasks run in the driver's own process, as with {@code
 *     local[N]}
 * @param slots tasks that an executor, or else the one process, runs at once
 */
public record Hosts(int executors, int slots) {
  public Hosts {
    Require.atLeast("executors", executors, 0);
    Require.atLeast("slots", slots, 1);
  }

  public static Hosts oneMachine(int slots) {
    return new Hosts(0, slots);
  }

  public boolean isOneMachine() {
    return executors == 0;
  }

  /** Processes that compute. */
  public int computing() {
    return Math.max(1, executors);
  }

  /** Tasks at once for so many shards: a shard is not divided. */
  public int tasks(int shards) {
    return (int) Math.min(shards, (long) computing() * slots);
  }

  /** How many shards the task with the most has. */
  public long slicesOfTask(int shards) {
    return Workload.ceil(shards, tasks(shards));
  }
}
