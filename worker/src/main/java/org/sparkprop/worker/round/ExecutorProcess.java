package org.sparkprop.worker.round;

import org.apache.spark.SparkEnv;
import org.sparkprop.worker.runtime.WorkerRuntime;

/**
 * A process that computes.
 *
 * @param id as Spark names it; «driver» in local mode
 * @param kernels of its BLAS: others give other bits
 */
public record ExecutorProcess(String id, String host, String kernels) {
  /** This process. */
  static ExecutorProcess here() {
    SparkEnv env = SparkEnv.get();
    return new ExecutorProcess(
        env.executorId(), env.blockManager().blockManagerId().host(), WorkerRuntime.kernels());
  }
}
