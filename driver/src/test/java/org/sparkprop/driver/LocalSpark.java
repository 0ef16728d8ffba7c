package org.sparkprop.driver;

import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Local Spark sessions for tests. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Runs work on a session of its own with this many task slots. */
  public static <T> T with(int slots, Function<SparkSession, T> work) {
    SparkSession session =
        SparkSession.builder()
            .master("local[" + slots + "]")
            .appName("test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 4)
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    try {
      return work.apply(session);
    } finally {
      session.stop();
    }
  }
}
