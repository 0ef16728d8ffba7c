package org.sparkprop.driver.cli;

import org.apache.spark.sql.SparkSession;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.common.encoder.TextSettings;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.Source;

/** The network of a configuration, laid out for its source's columns without reading the rows. */
final class DescribedNetwork {
  private DescribedNetwork() {}

  /**
   * Lays out the network.
   *
   * @throws UserMistake where the number of inputs is known only after reading the rows
   */
  static Network of(RunConfiguration run, SparkSession spark) {
    Source source = run.data().requiredSource();
    PreparedSource prepared =
        PreparedSource.forTraining(source.open(spark), run.rows(), run.network().targetKind());
    EncodeConfiguration encode = run.data().encode();
    requireNone(encode.oneHot().isEmpty(), "data.encode.one-hot");
    requireNone(encode.targetMean().isEmpty(), "data.encode.target-mean");
    requireNone(encode.date().isEmpty(), "data.encode.date");
    requireNone(!run.data().missing().indicator(), "data.missing.indicator");
    int inputs = 0;
    for (FeatureColumn feature : prepared.layout().features()) {
      String name = feature.name();
      inputs +=
          encode
              .text(name)
              .map(TextSettings::width)
              .orElseGet(() -> encode.hash().getOrDefault(name, 1));
    }
    try {
      return new Network(new Shape(inputs), run.network()).freeze(run.training().freeze());
    } catch (ConfigurationException e) {
      throw new UserMistake(e.getMessage(), e);
    }
  }

  private static void requireNone(boolean none, String key) {
    if (!none) {
      throw new UserMistake(
          key
              + ": how many inputs there are is known only from the rows; train, and describe the"
              + " model");
    }
  }
}
