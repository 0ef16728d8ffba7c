package org.sparkprop.driver.source;

import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * The {@code data.split} part: shares of the rows for the test and validation parts, drawn by a
 * hash of each row, so that copies of a row stay together.
 */
public record SplitConfiguration(
    @Default("0") double test, @Default("0") double validation, @Default("42") long seed) {
  public SplitConfiguration {
    Require.fraction("test", test);
    Require.fraction("validation", validation);
    Require.that(
        test + validation < 1,
        "test: expected test and validation to leave rows for training, got %s and %s",
        test,
        validation);
  }
}
