package org.sparkprop.driver.plan;

import java.util.List;
import java.util.Map;
import org.sparkprop.driver.configuration.RoundMode;

/**
 * What was measured on the cluster at hand.
 *
 * @param master Spark's
 * @param hosts its machines
 * @param seconds that measuring took
 * @param samples of the passes, by rows of a slice
 * @param costs as measured, on the links at hand
 * @param link for the forecasts, and
 * @param source where that is from
 * @param rounds what a round as configured took, update included, by mode
 */
public record Measured(
    String master,
    Hosts hosts,
    double seconds,
    List<ComputeSpeed.Sample> samples,
    Costs costs,
    Link link,
    LinkSource source,
    Map<RoundMode, Double> rounds) {
  /** Where the figures of the links are from. */
  public enum LinkSource {
    /** Measured between driver and executors. */
    MEASURED,
    /** Given on the command line, at least one of them. */
    GIVEN,
    /** Assumed, for want of other hosts. */
    ASSUMED
  }

  public Measured {
    samples = List.copyOf(samples);
    rounds = Map.copyOf(rounds);
  }

  /** The model of the cluster at hand. */
  public RoundModel modelHere() {
    return new RoundModel(costs);
  }

  /** The model of clusters of other sizes. */
  public RoundModel model() {
    return modelHere().with(link);
  }
}
