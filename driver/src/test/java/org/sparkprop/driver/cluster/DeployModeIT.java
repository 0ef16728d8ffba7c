package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.driver.Examples;

/** A driver that the cluster starts on one of its machines, away from who submitted it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DeployModeIT {
  @TempDir Path folder;

  @Test
  void sameWeightsWithTheDriverOnTheCluster() throws Exception {
    List<String> here = train("here", "--master", "local[2]");
    Processes.run(here, line -> {});
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), 3)) {
      List<String> there = train("there", "--deploy-mode", "cluster", "--driver-memory", "1g");
      there.addAll(cluster.options());
      there.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
      Processes.run(there, line -> {});
    }
    assertEquals(
        Processes.sha256OfWeights(folder.resolve("here")),
        Processes.sha256OfWeights(folder.resolve("there")));
  }

  /** Paths are whole: a driver on the cluster runs in a folder of its own. */
  private List<String> train(String name, String... where) {
    List<String> command =
        new ArrayList<>(Processes.trainDigits(folder.resolve(name), "--set", "training.epochs=5"));
    command.set(2, Examples.repository().resolve(command.get(2)).toString());
    command.addAll(List.of(where));
    return command;
  }
}
