package org.sparkprop.driver.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short piece of {@code scripts/chaos}: every kind of fault. */
@Tag("by-the-clock")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChaosIT {
  @TempDir Path folder;

  @Test
  void sameWeightsWhateverFails() throws Exception {
    Chaos chaos = new Chaos(folder);
    Plan plan =
        new Plan(
            1,
            Plan.Way.PEERS,
            List.of(
                new Fault(Fault.Kind.EXECUTOR_KILLED, Fault.Phase.ROWS_COME_IN, 0, 0.5, 1, 0),
                new Fault(
                    Fault.Kind.EXECUTOR_FROZEN, Fault.Phase.GRADIENTS_ARE_COMPUTED, 20, 0.5, 2, 2),
                new Fault(Fault.Kind.MACHINE_LOST, Fault.Phase.SUMS_COME_BACK, 60, 0.5, 3, 1)));
    assertTrue(chaos.holds(plan), plan::toString);
  }
}
