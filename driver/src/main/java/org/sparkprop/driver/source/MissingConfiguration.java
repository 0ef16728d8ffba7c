package org.sparkprop.driver.source;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.encoder.MissingRule;

/**
 * The {@code data.missing} part: which texts mean that there is no value, and what is done then.
 */
public record MissingConfiguration(
    @Default("[\"\"]") List<String> values, @Default("fail") MissingRule rule) {}
