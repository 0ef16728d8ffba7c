package org.sparkprop.driver.round;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorKilled$;
import org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;

/** Has Spark put another executor in one's place. */
final class Replacement {
  private Replacement() {}

  /**
   * Asks the cluster's manager to end an executor and to start another. One that is cut off cannot
   * be reached to be ended, and the driver would believe in it until its heartbeats have been
   * missing for {@code spark.network.timeout} and more; so where nothing was heard of it the driver
   * is told that it is gone, as Spark itself tells it then. One that is but late finds itself
   * without an application, and ends.
   *
   * @param isSilent whether nothing was heard of the executor
   */
  static void of(SparkContext spark, String executor, boolean isSilent) {
    spark.killAndReplaceExecutor(executor);
    if (isSilent && spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend backend) {
      backend
          .driverEndpoint()
          .send(new CoarseGrainedClusterMessages.RemoveExecutor(executor, ExecutorKilled$.MODULE$));
    }
  }
}
