package org.sparkprop.driver.round;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where groups of shards are to run that have not run anywhere yet: neighbouring groups in one
 * executor, since neighbours' sums merge there and what leaves the executor is less. Spark itself
 * deals neighbouring tasks to different executors.
 */
final class Placement {
  private static final String DRIVER = "driver";

  private Placement() {}

  /**
   * An executor.
   *
   * @param location as Spark's scheduler takes it
   * @param slots how many tasks it runs at once
   */
  record Slots(String location, int slots) {}

  /** The executors that the cluster has just now; none in local mode. */
  static List<Slots> executors(SparkContext context) {
    if (context.isLocal()) {
      return List.of();
    }
    return CollectionConverters.asJava(context.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER))
        .sorted(Comparator.comparing(executor -> executor.id()))
        .map(
            executor ->
                new Slots(
                    "executor_%s_%s"
                        .formatted(executor.hostPort().replaceFirst(":[0-9]+$", ""), executor.id()),
                    executor.maxTasks()))
        .toList();
  }

  /**
   * A location for each group: as many groups for each executor as for the others, as far as it has
   * slots, and those neighbours. None where there is nothing to gain or the slots do not suffice.
   */
  static List<String> neighbours(List<Slots> executors, int groups) {
    int slots = executors.stream().mapToInt(Slots::slots).sum();
    if (groups > slots || executors.stream().allMatch(executor -> executor.slots() < 2)) {
      return List.of();
    }
    int[] counts = new int[executors.size()];
    int dealt = 0;
    while (dealt < groups) {
      for (int e = 0; e < counts.length && dealt < groups; e++) {
        if (counts[e] < executors.get(e).slots()) {
          counts[e]++;
          dealt++;
        }
      }
    }
    List<String> locations = new ArrayList<>();
    for (int e = 0; e < counts.length; e++) {
      for (int i = 0; i < counts[e]; i++) {
        locations.add(executors.get(e).location());
      }
    }
    return locations;
  }
}
