package org.sparkprop.driver.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a round will take, in seconds by part; the parts are those that {@code metrics.jsonl} has of
 * a real round.
 *
 * @param topology the way of weights and sums
 * @param distribution weights to the tasks
 * @param compute the slowest task's passes
 * @param aggregation sums to the driver, merging included
 * @param scheduling what Spark takes to start and end tasks, or to wake those that stay
 * @param update the driver's step
 * @param driverSends bytes out of the driver's host
 * @param driverReceives bytes into it
 */
public record RoundForecast(
    Topology topology,
    double distribution,
    double compute,
    double aggregation,
    double scheduling,
    double update,
    double driverSends,
    double driverReceives) {

  public double seconds() {
    return distribution + compute + aggregation + scheduling + update;
  }

  /** The same round where its slowest task computes for so long. */
  public RoundForecast withCompute(double other) {
    return new RoundForecast(
        topology,
        distribution,
        other,
        aggregation,
        scheduling,
        update,
        driverSends,
        driverReceives);
  }

  /** Seconds by part, in the order in which they happen. */
  public Map<String, Double> parts() {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("scheduling", scheduling);
    parts.put("distribution", distribution);
    parts.put("compute", compute);
    parts.put("aggregation", aggregation);
    parts.put("update", update);
    return parts;
  }

  /** The part that takes longest. */
  public String limit() {
    return Collections.max(parts().entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
