package org.sparkprop.driver.training;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkprop.driver.round.RoundTimes;

/** Where a run's time went, in seconds by part. Mutable while the run goes on. */
public final class TimeSpent {
  private static final String COMPUTE = "compute";
  private static final Map<String, String> ADVICE =
      Map.of(
          COMPUTE,
          "more task slots would help, as far as training.shards allows",
          "scheduling",
          "larger batches, or training.rounds: standing, would help",
          "distribution",
          "larger batches would help: weights travel once a round",
          "aggregation",
          "larger batches would help: gradients travel once a round",
          "update",
          "larger batches would help: the driver updates once a round",
          "evaluation",
          "fewer validation rows would help");

  private final Map<String, Double> parts = new LinkedHashMap<>();

  void add(RoundTimes times, double update) {
    add("distribution", times.distribution());
    add(COMPUTE, times.compute());
    add("aggregation", times.aggregation());
    add("scheduling", times.scheduling());
    add("update", update);
  }

  void addEvaluation(double seconds) {
    add("evaluation", seconds);
  }

  private void add(String part, double seconds) {
    parts.merge(part, seconds, Double::sum);
  }

  /** Seconds by part. */
  public Map<String, Double> parts() {
    return new LinkedHashMap<>(parts);
  }

  /** One line: the shares, greatest first, and what would help with the greatest. */
  public String text() {
    double all = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all <= 0) {
      return "no time was spent";
    }
    String shares =
        parts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .filter(part -> part.getValue() / all >= 0.005)
            .map(p -> String.format(Locale.ROOT, "%s %.0f%%", p.getKey(), 100 * p.getValue() / all))
            .collect(Collectors.joining(", "));
    String greatest =
        parts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return shares + "; " + ADVICE.get(greatest);
  }
}
