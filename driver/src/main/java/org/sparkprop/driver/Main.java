package org.sparkprop.driver;

import org.sparkprop.driver.cli.SparkpropCommand;

/** The program that spark-submit runs. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its status: 0, 1 failed, 2 a mistake of the user's. In
   * YARN's cluster mode the process is the application master's, who has to tell YARN how it went
   * before it ends: there 0 is a plain return, and any other an exception, which YARN shows.
   */
  public static void main(String[] arguments) {
    int status = SparkpropCommand.run(arguments);
    if (!inYarnsApplicationMaster()) {
      System.exit(status);
    }
    if (status != 0) {
      throw new IllegalStateException(
          "sparkprop ended with status " + status + "; why stands in the driver container's log");
    }
  }

  private static boolean inYarnsApplicationMaster() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }
}
