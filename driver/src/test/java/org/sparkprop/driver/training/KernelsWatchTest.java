package org.sparkprop.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkprop.driver.round.RoundTimes;
import org.sparkprop.driver.round.Traffic;
import org.sparkprop.worker.round.ExecutorProcess;

class KernelsWatchTest {
  private final KernelsWatch watch = new KernelsWatch();

  private static RoundTimes times(ExecutorProcess... executors) {
    return new RoundTimes(
        1,
        0,
        1,
        0,
        0,
        new Traffic(0, 0),
        Arrays.stream(executors)
            .map(e -> new RoundTimes.OfExecutor(e, 1, 10, 0, 1, 0, 0))
            .toList());
  }

  @Test
  void oneKindIsNothingToSpeakOf() {
    ExecutorProcess one = new ExecutorProcess("1", "a", "SkylakeX");
    ExecutorProcess two = new ExecutorProcess("2", "b", "SkylakeX");
    assertEquals(Optional.empty(), watch.watch(times(one, two)));
    assertEquals(Optional.empty(), watch.watch(times(two)));
  }

  @Test
  void aSecondKindIsNamedOnce() {
    ExecutorProcess one = new ExecutorProcess("1", "a", "SkylakeX");
    ExecutorProcess later = new ExecutorProcess("3", "c", "Haswell");
    assertEquals(Optional.empty(), watch.watch(times(one)));
    String said = watch.watch(times(one, later)).orElseThrow();
    assertTrue(said.contains("executor 1 on a: SkylakeX"), said);
    assertTrue(said.contains("executor 3 on c: Haswell"), said);
    assertTrue(said.contains("spark.executorEnv.OPENBLAS_CORETYPE=Haswell"), said);
    assertEquals(Optional.empty(), watch.watch(times(one, later)));
  }
}
