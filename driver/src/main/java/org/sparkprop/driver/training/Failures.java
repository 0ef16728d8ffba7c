package org.sparkprop.driver.training;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.Source;

/** Finds the user's mistake in what Spark makes of it. */
public final class Failures {
  private Failures() {}

  /**
   * Runs a piece of work on rows of a source.
   *
   * @throws UserMistake if it failed by a row that cannot be used, naming the row
   */
  public static <T> T explained(Supplier<T> work, Source source, SparkSession spark) {
    try {
      return work.get();
    } catch (Throwable e) {
      // Spark's own exceptions are checked, and thrown from methods that do not declare them.
      Failures.<RuntimeException>rethrow(explained(e, source, spark));
      throw new IllegalStateException("rethrown already", e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void rethrow(Throwable failure) throws E {
    throw (E) failure;
  }

  private static Throwable explained(Throwable failure, Source source, SparkSession spark) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadRowException bad) {
        return source.explain(bad.row(), spark);
      }
    }
    return failure;
  }
}
