package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C ends a run after the round under way, with the model so far saved and said so. */
class InterruptIT {
  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theModelSoFarIsSaved() throws IOException, InterruptedException {
    Path output = folder.resolve("run");
    // What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(
        Processes.trainDigits(output, "--master", "local[2]", "--set", "training.epochs=100000"));
    Processes.Ended ended =
        Processes.watch(
            command,
            (process, line) -> {
              if (line.startsWith("epoch 3 ")) {
                Processes.signal(process.toHandle(), "INT");
              }
            });
    assertEquals(1, ended.status(), ended::text);
    assertTrue(ended.text().contains("the model will be saved"), ended::text);
    assertTrue(ended.text().contains("model: " + output.resolve("model")), ended::text);
    assertTrue(ended.text().contains("stopped before its end"), ended::text);
    assertTrue(Files.size(output.resolve("model/weights.safetensors")) > 70_000);
    List<String> metrics = Files.readAllLines(output.resolve("metrics.jsonl"));
    assertTrue(
        metrics.get(metrics.size() - 1).contains("\"reason\":\"stopped\""), metrics::toString);
  }
}
