package org.sparkprop.driver.bench;

import java.util.List;
import java.util.Optional;

/**
 * Deeplearning4j on Spark with its ParameterAveragingTrainingMaster, on its own class path.
 *
 * @param averagingFrequency after how many batches of each worker parameters are averaged
 */
record Deeplearning4jPeer(int averagingFrequency) implements Peer {
  @Override
  public String name() {
    return "Deeplearning4j on Spark, averaging every " + averagingFrequency;
  }

  @Override
  public String runWith() {
    return "dl4j-spark 1.0.0-M2 with oneDNN on Spark 3.5.6, local[2], a worker's batch half of the round's, rows at hand as batches";
  }

  @Override
  public Optional<String> missing(Place place) {
    return place.deeplearning4j().isEmpty()
        ? Optional.of("its class path could not be resolved")
        : Optional.empty();
  }

  @Override
  public List<String> command(Place place) {
    return place.java(
        List.of("-Xmx4g"),
        place.deeplearning4j(),
        "org.sparkprop.peers.Deeplearning4j",
        "2",
        Integer.toString(averagingFrequency));
  }
}
