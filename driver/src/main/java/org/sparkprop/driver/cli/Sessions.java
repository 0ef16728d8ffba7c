package org.sparkprop.driver.cli;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.worker.runtime.BlasKernels;

/** Spark sessions as the commands open them. */
final class Sessions {
  private Sessions() {}

  /** A session for spark-submit's settings, with what a trainer is better with where unsaid. */
  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "sparkprop " + name);
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    // Not every cluster hands the driver's environment on, and other kernels give other bits.
    Optional.ofNullable(System.getenv(BlasKernels.VARIABLE))
        .ifPresent(
            kernels -> conf.setIfMissing("spark.executorEnv." + BlasKernels.VARIABLE, kernels));
    // Weights and gradients are noise to a compressor: it costs time and saves nothing.
    conf.setIfMissing("spark.broadcast.compress", "false");
    conf.setIfMissing("spark.shuffle.compress", "false");
    // A shard belongs to its slot, not to where the shuffle happened to put its rows.
    conf.setIfMissing("spark.shuffle.reduceLocality.enabled", "false");
    // Who asks a lost executor for rows learns after one such wait that it is lost; patient alike.
    if (!conf.contains("spark.shuffle.io.retryWait")) {
      conf.set("spark.shuffle.io.retryWait", "500ms");
      conf.setIfMissing("spark.shuffle.io.maxRetries", "30");
    }
    // Else nothing can end for minutes where an executor is cut off that is asked to forget a sum.
    conf.setIfMissing("spark.cleaner.referenceTracking.blocking", "false");
    if (conf.get("spark.master").matches("local(\\[.*)?")) {
      // A driver cannot lose itself. Where a machine has slept, Spark believes that it has.
      conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", "3650d");
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Tables of hundreds of columns are the rule here, and no reason for a warning.
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "5000");
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }
}
