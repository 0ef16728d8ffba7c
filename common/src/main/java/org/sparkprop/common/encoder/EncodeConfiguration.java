package org.sparkprop.common.encoder;

import java.util.List;
import java.util.OptionalDouble;
import org.sparkprop.common.configuration.Require;

/**
 * The {@code data.encode} part of a configuration. Columns are numbers unless named under one-hot.
 *
 * @param scale a factor for every number column
 * @param standardize number columns to be brought to mean 0 and variance 1, as measured on the
 *     training rows: names, or {@code all}
 * @param oneHot columns that hold categories
 */
public record EncodeConfiguration(
    OptionalDouble scale, List<String> standardize, List<String> oneHot) {
  public static final String ALL = "all";

  /** More categories than this in one column are a mistake (an identifier, a number, a text). */
  public static final int MOST_CATEGORIES = 10_000;

  public EncodeConfiguration {
    Require.that(
        scale.isEmpty() || standardize.isEmpty(),
        "scale: expected either scale or standardize, got both");
    if (scale.isPresent()) {
      Require.that(
          Double.isFinite(scale.getAsDouble()) && scale.getAsDouble() != 0,
          "scale: expected a number other than 0, got %s",
          scale.getAsDouble());
    }
  }

  /** Whether a number column is one of those. */
  public boolean standardizes(String column) {
    return standardize.contains(ALL) || standardize.contains(column);
  }
}
