package org.sparkprop.driver.bench;

import org.apache.spark.sql.SparkSession;

/** Spark as the bench starts it, on loopback and without its web pages. */
final class BenchSession {
  private BenchSession() {}

  /**
   * On a cluster it takes two executors of one core, so that two sessions have room on four
   * workers.
   *
   * @param master as Spark knows it
   * @param jars for the executors of a cluster, separated by commas
   */
  static SparkSession start(String master, String jars) {
    return start(master, jars, "2g");
  }

  /**
   * The same with another heap for the executors of a cluster.
   *
   * @param executorMemory as Spark writes it
   */
  static SparkSession start(String master, String jars, String executorMemory) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("bench")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1");
    if (!master.startsWith("local")) {
      builder
          .config("spark.jars", jars)
          .config("spark.cores.max", 2)
          .config("spark.executor.cores", 1)
          .config("spark.executor.memory", executorMemory);
    }
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }
}
