package org.sparkprop.driver.source;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.worker.shard.Part;

/**
 * All sources of a run's rows, laid out alike.
 *
 * @param divided the one that is split into parts
 * @param whole those whose rows all belong to one part
 */
public record PreparedSources(PreparedSource divided, Map<Part, PreparedSource> whole) {
  public PreparedSources {
    whole = Map.copyOf(whole);
  }

  /**
   * Opens the sources of parts and lays them out as the one that is split.
   *
   * @param own the sources of parts, instead of those that {@code data} names
   * @throws UserMistake for a source that is not there, or lacks a column, with its key
   */
  public static PreparedSources forTraining(
      SparkSession spark,
      Dataset<Row> table,
      DataConfiguration data,
      Map<Part, Source> own,
      TargetKind targetKind) {
    PreparedSource divided = PreparedSource.forTraining(table, data, targetKind);
    Map<Part, PreparedSource> whole = new EnumMap<>(Part.class);
    own.forEach(
        (part, source) -> {
          Dataset<Row> rows = source.open(spark);
          try {
            whole.put(part, PreparedSource.of(rows, divided.layout(), data.missing(), true));
          } catch (UserMistake mistake) {
            throw new UserMistake(
                "%s, %s: %s".formatted(key(part), source.label(), mistake.getMessage()), mistake);
          }
        });
    return new PreparedSources(divided, whole);
  }

  /** The configuration's key of a part's own source. */
  public static String key(Part part) {
    return "data." + part.name().toLowerCase(Locale.ROOT);
  }

  /** Whether all numbers of all rows are bytes. */
  public boolean holdBytes() {
    return divided.holdsBytes() && whole.values().stream().allMatch(PreparedSource::holdsBytes);
  }

  /** Whether a part has a source of its own. */
  public boolean isWhole(Part part) {
    return whole.containsKey(part);
  }
}
