package org.sparkprop.driver.cli;

import java.util.Map;

/** What spark-submit would give the commands: a local master that listens on loopback only. */
final class LocalMaster {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "spark.master", "local[2]",
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1");

  private LocalMaster() {}

  static void set() {
    PROPERTIES.forEach(System::setProperty);
  }

  static void clear() {
    PROPERTIES.keySet().forEach(System::clearProperty);
  }
}
