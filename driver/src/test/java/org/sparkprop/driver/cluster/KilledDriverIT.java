package org.sparkprop.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver is killed at random moments, many of them while a checkpoint is written, and goes on
 * each time, to the weights of a run that nobody killed. {@code -Dsparkprop.driver-kills=50} kills
 * it that often, {@code -Dsparkprop.driver-kills-seed} at other moments.
 */
class KilledDriverIT {
  private static final int KILLS = Integer.getInteger("sparkprop.driver-kills", 4);
  private static final long SEED = Long.getLong("sparkprop.driver-kills-seed", 1);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<String> train(String name, String... options) {
    List<String> command =
        Processes.trainDigits(
            folder.resolve(name),
            "--master",
            "local[2]",
            "--set",
            "training.epochs=" + 20 * KILLS,
            "--set",
            "training.checkpoints={every-rounds: 1, keep: 3}");
    command.addAll(List.of(options));
    return command;
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void goesOnToTheSameWeights() throws Exception {
    Processes.run(train("whole"), line -> {});
    SplittableRandom random = new SplittableRandom(SEED);
    int killed = 0;
    List<String> resumedAfter = new ArrayList<>();
    for (; killed < KILLS; killed++) {
      // From before the first round on; each time for a few hundred rounds at the most.
      long millis = random.nextInt(1_200);
      if (!killAfter(train("killed", "--resume"), millis, resumedAfter)) {
        break;
      }
    }
    assertTrue(killed >= 2, "killed only so often: " + killed);
    Processes.run(train("killed", "--resume"), line -> note(line, resumedAfter));
    assertTrue(!resumedAfter.isEmpty(), "it never went on from a checkpoint");
    assertEquals(
        Processes.sha256OfWeights(folder.resolve("whole")),
        Processes.sha256OfWeights(folder.resolve("killed")),
        () -> "seed %d, going on after the rounds %s".formatted(SEED, resumedAfter));
    assertEquals(losses("whole"), losses("killed"));
  }

  private static void note(String line, List<String> resumedAfter) {
    if (line.startsWith("goes on after round ")) {
      resumedAfter.add(line.substring("goes on after round ".length()));
    }
  }

  /** Kills a training so long after its rows are in; says whether it still ran then. */
  private static boolean killAfter(List<String> command, long millis, List<String> resumedAfter)
      throws IOException, InterruptedException {
    Process process = Processes.start(command);
    try {
      StringBuilder text = new StringBuilder();
      BufferedReader lines = process.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        assertTrue(!line.contains("passed over"), text::toString);
        note(line, resumedAfter);
        if (line.startsWith("each executor needs")) {
          boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
          process.destroyForcibly().waitFor();
          return !ended;
        }
      }
      throw new AssertionError("it ended before its first round:\n" + text);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Of every round, in order: none is missing and none stands there twice. */
  private List<String> losses(String name) throws IOException {
    List<String> losses = new ArrayList<>();
    for (String text : Files.readAllLines(folder.resolve(name + "/metrics.jsonl"))) {
      JsonNode line = JSON.readTree(text);
      if (line.get("event").asText().equals("round")) {
        losses.add(line.get("round") + ": " + line.get("loss"));
      }
    }
    return losses;
  }
}
