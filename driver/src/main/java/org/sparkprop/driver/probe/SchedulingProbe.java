package org.sparkprop.driver.probe;

import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkprop.driver.plan.Scheduling;

/** What Spark takes for jobs whose tasks do nothing: for the job itself, and for each task. */
record SchedulingProbe(JavaSparkContext context, int slots) {
  private static final int TURNS = 8;

  Scheduling measure(double seconds) {
    double few = jobs(slots, seconds / 2);
    double many = jobs(TURNS * slots, seconds / 2);
    // Where others disturb, a task cannot have taken more than the whole job.
    double task = Math.min(few / slots, Math.max(0, (many - few) / ((TURNS - 1.0) * slots)));
    return new Scheduling(few - task * slots, task);
  }

  private double jobs(int tasks, double seconds) {
    List<Integer> nothing = Collections.nCopies(tasks, 0);
    return Repeated.median(
        seconds,
        () -> Repeated.seconds(() -> context.parallelize(nothing, tasks).foreach(none -> {})));
  }
}
