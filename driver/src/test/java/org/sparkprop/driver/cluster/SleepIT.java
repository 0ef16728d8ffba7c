package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine that trains in local mode and sleeps for longer than Spark waits for heartbeats. */
class SleepIT {
  /** Spark's two minutes would make this a long test. */
  private static final List<String> IMPATIENT =
      List.of(
          "spark.network.timeout=6s",
          "spark.network.timeoutInterval=1s",
          "spark.executor.heartbeatInterval=1s",
          "spark.executor.heartbeat.maxFailures=5");

  private static final int SLEEP_MILLIS = 12_000;

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void goesOnWithTheSameWeights() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    Processes.run(trained(undisturbed), line -> {});
    Path output = folder.resolve("slept");
    List<String> command = trained(output);
    for (String setting : IMPATIENT) {
      command.addAll(List.of("--conf", setting));
    }
    Processes.Ended ended =
        Processes.watch(
            command,
            (process, line) -> {
              if (line.startsWith("epoch 3 ")) {
                Processes.signal(process.toHandle(), "STOP");
                pause();
                Processes.signal(process.toHandle(), "CONT");
              }
            });
    assertEquals(0, ended.status(), ended::text);
    assertTrue(ended.text().contains("\nepoch 3 "), ended::text);
    assertEquals(Processes.sha256OfWeights(undisturbed), Processes.sha256OfWeights(output));
  }

  private static List<String> trained(Path output) {
    return Processes.trainDigits(output, "--master", "local[2]", "--set", "training.epochs=30");
  }

  private static void pause() {
    try {
      Thread.sleep(SLEEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
