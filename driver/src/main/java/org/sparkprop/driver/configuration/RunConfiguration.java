package org.sparkprop.driver.configuration;

import java.util.Optional;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.driver.source.DataConfiguration;

/**
 * A whole configuration.
 *
 * @param name what the run is called in messages and in Spark's UI
 * @param output the run directory; left out where a program only wants the model
 */
public record RunConfiguration(
    @Default("sparkprop") String name,
    DataConfiguration data,
    NetworkConfiguration network,
    @Default("{}") TrainingConfiguration training,
    Optional<String> output) {}
