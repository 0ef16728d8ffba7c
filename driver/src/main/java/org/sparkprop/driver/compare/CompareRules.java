package org.sparkprop.driver.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;

/** Compares rules and writes what was found. */
public final class CompareRules {
  private CompareRules() {}

  /**
   * Trains under each rule, prints the table and writes the files.
   *
   * @param settings of {@link RuleComparison#settings}
   * @param rounds that each rule has; 0 for those of the configuration's epochs
   * @param target a loss whose rounds and seconds are asked for
   * @return whether every rule came to its end
   */
  public static boolean run(
      SparkSession spark,
      RuleComparison comparison,
      Map<String, List<String>> settings,
      long rounds,
      OptionalDouble target,
      Path folder,
      PrintStream out) {
    List<RuleRun> runs =
        comparison.run(spark, settings, rounds, rule -> out.println("training with " + rule));
    ComparisonReport report = new ComparisonReport(comparison.configuration().name(), runs, target);
    out.printf("%n%s%n", report.table());
    try {
      report.writeTo(folder);
      out.println("table, numbers and picture: " + folder);
    } catch (IOException e) {
      out.println("warning: " + folder + " is not complete: " + e.getMessage());
    }
    return runs.stream().allMatch(run -> run.failure().isEmpty());
  }
}
