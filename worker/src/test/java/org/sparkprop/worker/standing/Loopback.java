package org.sparkprop.worker.standing;

import org.apache.spark.SparkConf;

/** Spark in this JVM whose servers listen on loopback. */
final class Loopback {
  private Loopback() {}

  static SparkConf conf() {
    return new SparkConf()
        .setMaster("local[1]")
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  /** Where nobody is heard who has not the application's secret. */
  static SparkConf authenticated() {
    return conf().set("spark.authenticate", "true").set("spark.network.crypto.enabled", "true");
  }
}
