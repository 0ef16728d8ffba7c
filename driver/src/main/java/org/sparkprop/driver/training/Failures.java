package org.sparkprop.driver.training;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.driver.source.Source;
import org.sparkprop.worker.shard.ChangedRowsException;
import org.sparkprop.worker.shard.Part;

/** Finds the user's mistake in what Spark makes of it. */
public final class Failures {
  private Failures() {}

  /**
   * Runs a piece of work on rows of a source.
   *
   * @throws UserMistake as with several sources
   */
  public static <T> T explained(Supplier<T> work, Source source, SparkSession spark) {
    return explained(work, source, Map.of(), spark);
  }

  /**
   * Runs a piece of work on rows of several sources.
   *
   * @param source the one that is split
   * @param whole those of parts
   * @throws UserMistake if it failed by a row that cannot be used, naming the row, or by rows that
   *     were others when they were read again
   * @throws FullDiskException if no space was left on a disk
   */
  public static <T> T explained(
      Supplier<T> work, Source source, Map<Part, Source> whole, SparkSession spark) {
    try {
      return work.get();
    } catch (Throwable e) {
      // Spark's own exceptions are checked, and thrown from methods that do not declare them.
      Failures.<RuntimeException>rethrow(explained(e, source, whole, spark));
      throw new IllegalStateException("rethrown already", e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void rethrow(Throwable failure) throws E {
    throw (E) failure;
  }

  private static Throwable explained(
      Throwable failure, Source source, Map<Part, Source> whole, SparkSession spark) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CheckpointException) {
        return failure;
      }
      if (cause instanceof BadRowException bad) {
        return explained(bad.row(), source, whole, spark);
      }
      Optional<String> changed = changedRows(cause);
      if (changed.isPresent()) {
        return new UserMistake(
            "%s: %s; Spark had to read them again, since an executor or its disk was lost. A source must give the same rows each time: one with random numbers, or that is written to meanwhile, has to be saved to files first"
                .formatted(source.label(), changed.get()),
            failure);
      }
      Optional<String> full = FullDiskException.line(cause);
      if (full.isPresent()) {
        return new FullDiskException(full.get(), failure);
      }
    }
    return failure;
  }

  /** A row of one of several sources that cannot be used, as a sentence for the user. */
  public static UserMistake explained(
      BadRow row, Source source, Map<Part, Source> whole, SparkSession spark) {
    return of(row, source, whole).explain(row, spark);
  }

  private static Source of(BadRow row, Source source, Map<Part, Source> whole) {
    return whole.entrySet().stream()
        .filter(entry -> PreparedSources.key(entry.getKey()).equals(row.source()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(source);
  }

  /**
   * What a task said of rows that are others now; of stages that stay Spark keeps only the text.
   */
  private static Optional<String> changedRows(Throwable cause) {
    if (cause instanceof ChangedRowsException) {
      return Optional.of(cause.getMessage());
    }
    String text = String.valueOf(cause.getMessage());
    String name = ChangedRowsException.class.getName() + ": ";
    int at = text.indexOf(name);
    return at < 0 ? Optional.empty() : text.substring(at + name.length()).lines().findFirst();
  }
}
