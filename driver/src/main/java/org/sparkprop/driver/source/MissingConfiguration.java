package org.sparkprop.driver.source;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.encoder.MissingCells;
import org.sparkprop.common.encoder.MissingRule;

/**
 * The {@code data.missing} part: which texts mean that there is no value, and what is done then.
 *
 * @param indicator whether number columns that miss values in training rows give a second number, 1
 *     where a value is missing and else 0
 */
public record MissingConfiguration(
    @Default("[\"\"]") List<String> values,
    @Default("fail") MissingRule rule,
    @Default("false") boolean indicator) {
  public MissingConfiguration {
    Require.that(
        !indicator || rule != MissingRule.FAIL,
        "indicator: expected true only with the rule mean or zero, got it with fail, where no row"
            + " has a missing cell");
  }

  /** What becomes of cells without a value. */
  public MissingCells cells() {
    return new MissingCells(rule, indicator);
  }
}
