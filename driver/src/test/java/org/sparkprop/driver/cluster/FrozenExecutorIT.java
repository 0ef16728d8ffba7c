package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An executor that stands still for good, long before Spark would give it up: it is named,
 * replaced, and the weights are those of an undisturbed run.
 */
@Tag("by-the-clock")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FrozenExecutorIT {
  private static final String EPOCHS = "training.epochs=20";

  private final List<ProcessHandle> frozen = new ArrayList<>();

  @TempDir Path folder;

  /** Who is asked to end while he stands still is there for ever. */
  @AfterEach
  void killTheFrozen() {
    frozen.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void isNamedAndReplacedByEitherEngine() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    try (Application local = new Application(folder, 0, List.of("--master", "local[2]"))) {
      local.train(undisturbed, line -> {}, List.of(EPOCHS));
    }
    try (Cluster cluster =
            new Cluster(folder.resolve("cluster"), 2, "spark.executor.heartbeatInterval=1s");
        Application two = new Application(folder, 2, cluster.options())) {
      for (String rounds : List.of("training.rounds=standing", "training.rounds=job", "peers")) {
        String way = rounds.equals("peers") ? "spark.sparkprop.standing.topology=peers" : rounds;
        Path output = folder.resolve(rounds);
        // For good.
        Once freeze =
            new Once(
                "epoch 5 ",
                () -> {
                  ProcessHandle executor = cluster.executorOf(2).orElseThrow();
                  Processes.signal(executor, "STOP");
                  frozen.add(executor);
                });
        String said =
            two.train(output, freeze, List.of(EPOCHS, way, "training.round-timeout-seconds=5"));
        assertTrue(freeze.isDone(), rounds);
        assertTrue(said.contains("has been under way for"), said);
        assertTrue(
            said.matches("(?s).*it waits for executor \\d+ on 127\\.0\\.0\\.1 with shards? \\d.*"),
            said);
        assertTrue(said.contains("has Spark replace executor"), said);
        assertEquals(
            Processes.sha256OfWeights(undisturbed), Processes.sha256OfWeights(output), rounds);
      }
    }
  }
}
