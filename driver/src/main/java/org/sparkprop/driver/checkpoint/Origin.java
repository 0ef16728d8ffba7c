package org.sparkprop.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.ingest.DataFingerprint;

/**
 * What a run is made of and what does not change while it goes on.
 *
 * @param configuration whole, as {@code config.yaml} has it
 * @param data what the shards hold
 */
public record Origin(JsonNode configuration, DataFingerprint data) {
  public static Origin of(RunConfiguration configuration, DataFingerprint data) {
    return new Origin(ConfigurationTree.of(configuration), data);
  }

  /** The configuration with the defaults of keys that it does not know yet. */
  JsonNode completeConfiguration() {
    try {
      return ConfigurationTree.of(Binder.bind(configuration, RunConfiguration.class, ""));
    } catch (ConfigurationException e) {
      // One of another version: what is compared is then what stands there.
      return configuration;
    }
  }
}
