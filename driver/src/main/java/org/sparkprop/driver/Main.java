package org.sparkprop.driver;

import org.sparkprop.driver.cli.SparkpropCommand;

/** The program that spark-submit runs. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its status: 0, 1 failed, 2 a mistake of the user's.
   */
  public static void main(String[] arguments) {
    System.exit(SparkpropCommand.run(arguments));
  }
}
