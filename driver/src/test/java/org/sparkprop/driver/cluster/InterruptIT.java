package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
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
    Process process = Processes.start(command);
    try {
      StringBuilder text = new StringBuilder();
      BufferedReader lines = process.inputReader();
      boolean interrupted = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        if (!interrupted && line.startsWith("epoch 3 ")) {
          interrupted = true;
          Processes.signal(process.toHandle(), "INT");
        }
      }
      int status = process.waitFor();
      assertEquals(1, status, text::toString);
      assertTrue(text.toString().contains("the model will be saved"), text::toString);
      assertTrue(text.toString().contains("model: " + output.resolve("model")), text::toString);
      assertTrue(text.toString().contains("stopped before its end"), text::toString);
      assertTrue(Files.size(output.resolve("model/weights.safetensors")) > 70_000);
      List<String> metrics = Files.readAllLines(output.resolve("metrics.jsonl"));
      assertTrue(
          metrics.get(metrics.size() - 1).contains("\"reason\":\"stopped\""), metrics::toString);
    } finally {
      process.destroyForcibly();
    }
  }
}
