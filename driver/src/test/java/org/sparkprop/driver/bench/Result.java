package org.sparkprop.driver.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one peer did in one case.
 *
 * @param samples one for each repetition; empty where it failed
 * @param failure why, or empty
 */
record Result(String suite, Case what, String peer, List<Sample> samples, String failure) {
  /**
   * One measurement.
   *
   * @param peakGigaflops what matrix products reached right before and after it, one thread a slot
   */
  record Sample(@JsonUnwrapped Burst burst, double peakGigaflops) {}

  Result {
    samples = List.copyOf(samples);
  }

  /** With the first line of the reason. */
  static Result failed(Comparison comparison, Peer peer, String why) {
    String reason = String.valueOf(why).lines().findFirst().orElse("");
    return new Result(comparison.suite(), comparison.what(), peer.name(), List.of(), reason);
  }

  OptionalDouble rowsPerSecond() {
    return median(Burst::rowsPerSecond);
  }

  /** Share of the sgemm peak beside it. */
  OptionalDouble shareOfPeak() {
    return median(
        samples.stream()
            .map(
                sample ->
                    sample.burst().rowsPerSecond()
                        * what.operationsPerRow()
                        / (sample.peakGigaflops() * 1e9)));
  }

  /** The median of something that the peer may not tell. */
  OptionalDouble median(Function<Burst, Double> part) {
    return median(samples.stream().map(Sample::burst).map(part).filter(Objects::nonNull));
  }

  private static OptionalDouble median(Stream<Double> values) {
    double[] all = values.mapToDouble(Double::doubleValue).toArray();
    return all.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Medians.of(all));
  }

  /** Largest and smallest rows a second as shares above and below the median, in percent. */
  String spread() {
    double median = rowsPerSecond().orElse(Double.NaN);
    double[] rates =
        samples.stream().mapToDouble(s -> s.burst().rowsPerSecond()).sorted().toArray();
    return rates.length == 0
        ? ""
        : "−%.0f +%.0f %%"
            .formatted(100 * (1 - rates[0] / median), 100 * (rates[rates.length - 1] / median - 1));
  }
}
