package org.sparkprop.driver.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short piece of {@code scripts/chaos}: every kind of fault, by every way of rounds. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChaosIT {
  @TempDir Path folder;

  @Test
  void sameWeightsWhateverFails() throws Exception {
    Chaos chaos = new Chaos(folder);
    List<Plan> plans =
        List.of(
            new Plan(
                1,
                Plan.Way.PEERS,
                List.of(
                    new Fault(Fault.Kind.EXECUTOR_KILLED, 5, 1, 0),
                    new Fault(Fault.Kind.EXECUTOR_FROZEN, 11, 2, 3))),
            new Plan(
                2,
                Plan.Way.JOB,
                List.of(
                    new Fault(Fault.Kind.EXECUTOR_FROZEN, 4, 3, 2),
                    new Fault(Fault.Kind.MACHINE_LOST, 10, 2, 1))));
    for (Plan plan : plans) {
      assertTrue(chaos.holds(plan), plan::toString);
    }
  }
}
