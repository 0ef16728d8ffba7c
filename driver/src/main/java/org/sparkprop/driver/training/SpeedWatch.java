package org.sparkprop.driver.training;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparkprop.driver.round.RoundTimes;

/**
 * Finds an executor that is slower than the others for many rounds on end. Names it once, and again
 * only if it has been as fast as the others in between.
 */
final class SpeedWatch implements RoundWatch {
  private static final double SLOW = 0.6;
  private static final int ROUNDS_ON_END = 20;

  private final Map<String, Integer> slowRounds = new HashMap<>();
  private final Set<String> named = new HashSet<>();

  @Override
  public Optional<String> watch(RoundTimes times) {
    List<RoundTimes.OfExecutor> executors = times.executors();
    if (executors.size() < 2) {
      return Optional.empty();
    }
    double[] speeds =
        executors.stream().mapToDouble(RoundTimes.OfExecutor::speed).sorted().toArray();
    double usual = speeds[speeds.length / 2];
    for (RoundTimes.OfExecutor executor : executors) {
      String id = executor.executor().id();
      boolean slow = executor.rows() > 0 && executor.speed() < SLOW * usual;
      int rounds = slow ? slowRounds.merge(id, 1, Integer::sum) : 0;
      if (!slow) {
        slowRounds.remove(id);
        named.remove(id);
      } else if (rounds >= ROUNDS_ON_END && named.add(id)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "executor %s on %s has been computing at %.0f%% of the others' speed for %d rounds, and all wait for it; look for other work on that machine, or leave it out",
                id,
                executor.executor().host(),
                100 * executor.speed() / usual,
                rounds));
      }
    }
    return Optional.empty();
  }
}
