package org.sparkprop.driver.configuration;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;

/**
 * When a run's state is saved; at its end in any case.
 *
 * @param everyMinutes {@value #DEFAULT_MINUTES} where nothing is said of rounds, epochs or minutes
 * @param keep how many of the newest stay, beside the best
 * @param onError what a checkpoint that cannot be written means for the run
 */
public record CheckpointConfiguration(
    OptionalInt everyRounds,
    OptionalInt everyEpochs,
    OptionalDouble everyMinutes,
    @Default("3") int keep,
    @Default("warn") OnError onError) {
  private static final int DEFAULT_MINUTES = 10;

  /** What a failure to save means. */
  public enum OnError {
    /** A warning; the run goes on. */
    WARN,
    /** The run ends. */
    STOP
  }

  public CheckpointConfiguration {
    everyRounds.ifPresent(value -> Require.atLeast("everyRounds", value, 1));
    everyEpochs.ifPresent(value -> Require.atLeast("everyEpochs", value, 1));
    everyMinutes.ifPresent(value -> Require.positive("everyMinutes", value));
    long said =
        Stream.of(everyRounds.isPresent(), everyEpochs.isPresent(), everyMinutes.isPresent())
            .filter(Boolean::booleanValue)
            .count();
    Require.that(
        said <= 1, "expected one of every-rounds, every-epochs and every-minutes, got %d", said);
    Require.atLeast("keep", keep, 1);
  }

  /** After how many nanoseconds a checkpoint is due; not ever where rounds or epochs count. */
  public long dueNanos() {
    if (everyRounds.isPresent() || everyEpochs.isPresent()) {
      return Long.MAX_VALUE;
    }
    return (long) (everyMinutes.orElse(DEFAULT_MINUTES) * 60e9);
  }

  /** Whether one is due after a round, by its number. */
  public boolean isDueAfter(long round, long roundsPerEpoch) {
    return (everyRounds.isPresent() && round % everyRounds.getAsInt() == 0)
        || (everyEpochs.isPresent() && round % (everyEpochs.getAsInt() * roundsPerEpoch) == 0);
  }
}
