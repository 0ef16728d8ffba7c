package org.sparkprop.driver.configuration;

import java.util.Optional;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.network.NetworkConfiguration;
import org.sparkprop.common.network.Target;
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
    Optional<String> output) {
  public RunConfiguration {
    if (network.target() == Target.LABEL && data.label().isEmpty()) {
      throw new ConfigurationException(
          "data.label",
          "is missing: name the column to be predicted, or set network.target: inputs for an"
              + " autoencoder");
    }
  }

  /** The {@code data} part as this run takes it: an autoencoder reads no labels. */
  public DataConfiguration rows() {
    return network.target() == Target.INPUTS ? data.withoutLabel() : data;
  }
}
